ARG PYTHON=python:3.12.12-slim-bookworm

FROM ${PYTHON} AS build
WORKDIR /src
COPY requirements-serve.lock ./
RUN python -m venv /opt/lardom \
    && /opt/lardom/bin/python -m pip install --no-cache-dir --no-deps --require-hashes -r requirements-serve.lock
COPY . .
# Through a wheel, so that what is not packaged is missed here and not in service.
RUN /opt/lardom/bin/python -m pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /dist . \
    && /opt/lardom/bin/python -m pip install --no-cache-dir --no-deps /dist/*.whl

FROM ${PYTHON}
RUN apt-get update \
    && apt-get install --yes --no-install-recommends tesseract-ocr tesseract-ocr-eng tesseract-ocr-swe \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --home-dir /tmp lardom \
    && install --directory --owner=lardom --mode=0700 /data
COPY --from=build /opt/lardom /opt/lardom
ENV PATH=/opt/lardom/bin:$PATH HOME=/tmp PYTHONUNBUFFERED=1 LARDOM_DATA=/data
USER lardom
WORKDIR /data
VOLUME /data
EXPOSE 8765
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=5 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8765/health', timeout=4)"]
# Beyond this machine Lärdom listens only with LARDOM_HOST, and sign-in or LARDOM_ACCESS_TOKEN, set.
CMD ["lardom", "serve"]
