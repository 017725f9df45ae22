"""Every setting, read once from `lardom.toml` and `LARDOM_*`, typed; unknown keys are refused."""

import os
from collections.abc import Iterator
from dataclasses import replace
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from knowledge.access import Clearance, Role
from knowledge.documents import Classification
from knowledge.errors import SettingsError
from knowledge.personal_data.policy import Handling, Policy
from knowledge.personal_data.processing import DEFAULTS, DataKind, Processing

PREFIX = "LARDOM_"
CONFIG_FILE_VARIABLE = "LARDOM_CONFIG"
FILE_SUFFIX = "_FILE"
"""After the variable of a secret: a file holds it. An environment is inherited and listed; a file has an owner."""


class PersonalDataRule(BaseModel):
    """What becomes of personal data in the documents of one class; `purpose` says why what is allowed is kept."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    contact: Handling = Handling.ALLOW
    sensitive: Handling = Handling.ALLOW
    purpose: str = ""


class ProcessingRule(BaseModel):
    """What the organisation says of one kind of personal data; what it leaves out is as by default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    purpose: str = ""
    legal_basis: str = ""
    retention_days: Annotated[int, Field(ge=1)] | Literal["unlimited"] | None = None


class Settings(BaseSettings):
    """Keys of `lardom.toml`, lower case; as environment variables `LARDOM_` + upper case, which win."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    data: Path = Field(Path("data"), description="Folder of the index, the registry and the original files.")
    host: str = Field(
        "127.0.0.1", description="Address to listen on. Others than loopback need sign-in, or `access_token`."
    )
    port: int = Field(8765, ge=1, le=65535, description="Port to listen on.")
    access_token: SecretStr | None = Field(
        None, description="Shared sign-in secret, at least 16 characters. Required to listen beyond this machine."
    )
    allowed_hosts: tuple[str, ...] = Field(
        (), description="Further host names the server answers to, beside localhost and `host`."
    )
    oidc_issuer: str | None = Field(
        None, description="Address of the OpenID Connect provider that people sign in with; no sign-in when not set."
    )
    oidc_client_id: str | None = Field(None, description="Client id that the provider knows Lärdom by.")
    oidc_client_secret: SecretStr | None = Field(None, description="Client secret of that id.")
    oidc_redirect: str | None = Field(
        None, description="Where the provider sends people back to: `https://HOST/oauth2callback`."
    )
    oidc_audience: str | None = Field(
        None, description="`aud` that bearer tokens for the API must have; the client id when not set."
    )
    oidc_user_claim: str | None = Field(
        None, description="Claim that names a person in records; a hash of issuer and subject when not set."
    )
    oidc_groups_claim: str = Field(
        "groups", description="Claim that lists a person's groups; inside other claims with dots."
    )
    oidc_roles: dict[str, tuple[Role, ...]] = Field(
        default_factory=dict, description="Roles that a group's members have; everyone who signs in is a reader."
    )
    clearance: dict[str, Classification] = Field(
        default_factory=dict,
        description="Highest classification that a group's members may read; `all`, who are everyone, read `internal`.",
    )
    session_hours: float = Field(10, gt=0, le=720, description="How long a sign-in to the chat holds.")
    sign_in_contact: str = Field("", description="Whom the sign-in page says to ask for access.")
    max_upload_mb: int = Field(100, ge=1, description="Largest upload accepted, in megabytes.")

    database_url: SecretStr | None = Field(
        None, description="SQLAlchemy URL of the system of record; a SQLite file in `data` when not set."
    )
    qdrant_url: str | None = Field(None, description="Qdrant server or cluster; embedded in `data` when not set.")
    qdrant_key: SecretStr | None = Field(None, description="API key of the Qdrant server.")
    qdrant_collection: str = Field("lardom", description="Collection name on the Qdrant server.")
    qdrant_shards: int = Field(1, ge=1, description="Shards of a new collection.")
    qdrant_replicas: int = Field(1, ge=1, description="Replicas of each shard of a new collection.")
    qdrant_quantization: Literal["none", "int8", "binary"] = Field(
        "none", description="Quantization of the vectors in a new collection."
    )

    embedding: str = Field(
        "builtin",
        description="`builtin` (multilingual-e5-small), or `package.module:Class` of a LlamaIndex embedding.",
    )
    embedding_options: dict[str, Any] = Field(
        default_factory=dict, description="Keyword arguments of the embedding class."
    )
    embedding_threads: int = Field(0, ge=0, description="Threads of the built-in models; 0 is one per core.")

    writer: Literal["auto", "extractive", "llm"] = Field(
        "auto", description="Who writes answers: `auto` is the LLM where one is configured."
    )
    llm_url: str | None = Field(None, description="OpenAI-compatible address, such as http://localhost:11434/v1.")
    llm_model: str | None = Field(None, description="Model name to ask for.")
    llm_key: SecretStr | None = Field(None, description="API key of the LLM server.")
    llm_context_tokens: int = Field(8192, ge=1024, description="Context window of the model, in tokens.")
    llm_timeout_s: float = Field(60.0, gt=0, description="Longest wait for the LLM, in seconds.")

    judge: str = Field(
        "none",
        description="Second opinion on restated sentences: `none`, `llm`, or `package.module:Class` of a judge.",
    )
    judge_url: str | None = Field(None, description="OpenAI-compatible address of the judge; `llm_url` when not set.")
    judge_model: str | None = Field(None, description="Model name of the judge; `llm_model` when not set.")
    judge_key: SecretStr | None = Field(None, description="API key of the judge's server; `llm_key` when not set.")
    judge_timeout_s: float = Field(10.0, gt=0, description="Longest wait for the judge, in seconds a sentence.")
    judge_options: dict[str, Any] = Field(default_factory=dict, description="Keyword arguments of the judge's class.")

    eval_judge_url: str | None = Field(
        None, description="OpenAI-compatible address of the model that judges answers in `lardom eval run`."
    )
    eval_judge_model: str | None = Field(None, description="Its name and version; one that changes proves nothing.")
    eval_judge_key: SecretStr | None = Field(None, description="API key of its server.")
    eval_judge_timeout_s: float = Field(60.0, gt=0, description="Longest wait for one of its answers, in seconds.")
    eval_judge_least_kappa: float = Field(
        0.6,
        ge=0,
        le=1,
        description="Least agreement with people (Cohen's kappa) on the calibration set; below it, it is not asked.",
    )

    outside_classifications: tuple[Classification, ...] = Field(
        (Classification.PUBLIC, Classification.INTERNAL),
        description="Classifications whose text may be sent to a model that is not the organisation's own; questions "
        "count as `internal`.",
    )
    own_services: tuple[str, ...] = Field(
        (),
        description="Beside this machine, host names of model servers, and `package.module:Class` of embeddings and "
        "judges, that are the organisation's own; what is sent there does not leave it.",
    )

    passage_tokens: int = Field(
        220, ge=32, le=480, description="Aimed length of a passage, in tokens of the embedding model."
    )
    ocr_languages: str = Field("swe+eng", description="Tesseract languages for scanned pages.")
    parse_memory_mb: int = Field(2048, ge=256, description="Memory limit of the parsing process.")
    parse_timeout_s: float = Field(300.0, gt=0, description="Longest time for one file, in seconds.")

    answer_threshold: float = Field(
        0.4,
        ge=0,
        le=1,
        description="Least estimated chance of having the right source for an answer to be given.",
    )
    review_uploads: bool | None = Field(
        None,
        description="Whether uploads of contributors wait for a reviewer; when not set, where people sign in. Those of "
        "owners, administrators and API keys never do.",
    )
    lesson_reminder_days: int = Field(
        7,
        ge=1,
        le=365,
        description="After how many days a lesson that waits for review, or for its author, is reminded of.",
    )
    review_sample_per_week: int = Field(
        20, ge=0, le=1000, description="Answers of each ISO week that are drawn for human review; 0 draws none."
    )
    goals: Path | None = Field(
        None, description="File of the goals that the gate and the KPIs are held to; the pilot's when not set."
    )
    price_cpu_hour_sek: float = Field(
        0.5, ge=0, description="Price of one processor core for an hour, in kronor; for the cost of an answer."
    )
    price_input_mtoken_sek: float = Field(
        0.0,
        ge=0,
        description="Price of a million tokens that the language model reads, in kronor.",
    )
    price_output_mtoken_sek: float = Field(
        0.0, ge=0, description="Price of a million tokens that the language model writes, in kronor."
    )
    price_review_hour_sek: float = Field(
        550.0, ge=0, description="Price of an hour of a reviewer, in kronor; for the cost of a question."
    )
    personal_data: dict[Classification, PersonalDataRule] = Field(
        default_factory=dict,
        description="By classification, what becomes of `contact` and `sensitive` personal data in documents: `allow`, "
        "`redact`, `pseudonymise` or `block`, with the `purpose` of what is allowed; all is allowed when not set.",
    )
    personal_data_in_questions: Literal["allow", "redact", "pseudonymise"] = Field(
        "redact", description="What becomes of personal data in what is kept of a question."
    )
    controller: str = Field("", description="Name of the organisation that is the controller (GDPR Art. 4(7)).")
    controller_contact: str = Field("", description="How the controller is reached.")
    dpo_contact: str = Field("", description="How the data protection officer is reached.")
    processing: dict[DataKind, ProcessingRule] = Field(
        default_factory=dict,
        description="By kind of data, its `purpose`, `legal_basis` and `retention_days` (or `unlimited`) where they "
        "are not the defaults that docs/governance.md lists.",
    )
    metrics: bool = Field(False, description="Whether /metrics tells Prometheus how much is asked and how fast.")
    otlp_url: str | None = Field(
        None,
        description="OpenTelemetry collector for the times of each stage, such as http://localhost:4318/v1/traces.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least severe log line.")

    @field_validator("access_token")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < 16:
            raise ValueError("must have at least 16 characters")
        return value

    @model_validator(mode="after")
    def _sign_in_is_whole(self) -> Self:
        if self.oidc_issuer is None:
            return self
        needed = ("oidc_client_id", "oidc_client_secret", "oidc_redirect")
        missing = [name for name in needed if getattr(self, name) is None]
        if missing:
            raise ValueError(f"`oidc_issuer` also needs {', '.join(f'`{name}`' for name in missing)}")
        if self.access_token is not None:
            raise ValueError("with `oidc_issuer`, `access_token` would let its holders past the sign-in; unset it")
        if urlsplit(self.oidc_redirect or "").path != "/oauth2callback":
            raise ValueError("`oidc_redirect` must end in /oauth2callback")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        config = Path(os.environ.get(CONFIG_FILE_VARIABLE, "lardom.toml"))
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=config)

    @property
    def database(self) -> str:
        """The SQLAlchemy URL in force."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{(self.data / 'registry.sqlite').absolute()}"

    def personal_data_policy(self, classification: Classification) -> Policy:
        """What becomes of personal data in documents of that class."""
        rule = self.personal_data.get(classification, PersonalDataRule())
        return Policy(rule.contact, rule.sensitive, rule.purpose)

    @property
    def question_policy(self) -> Policy:
        """What becomes of personal data in what is kept of a question."""
        handling = Handling(self.personal_data_in_questions)
        return Policy(handling, handling)

    def processing_of(self, kind: DataKind) -> Processing:
        """Why that kind of data is kept, and for how long."""
        rule, known = self.processing.get(kind, ProcessingRule()), DEFAULTS[kind]
        days = known.retention_days if rule.retention_days is None else rule.retention_days
        return replace(
            known,
            purpose={"sv": rule.purpose, "en": rule.purpose} if rule.purpose else known.purpose,
            legal_basis={"sv": rule.legal_basis, "en": rule.legal_basis} if rule.legal_basis else known.legal_basis,
            retention_days=None if days == "unlimited" else days,
        )

    @property
    def cleared(self) -> Clearance:
        """Who may read what, by classification."""
        return Clearance(tuple(sorted(self.clearance.items())))

    @property
    def originals(self) -> Path:
        """Folder of the original files, each named by its SHA-256."""
        return self.data / "originals"

    @property
    def uploads_reviewed(self) -> bool:
        """Whether what contributors upload waits for a reviewer."""
        return self.oidc_issuer is not None if self.review_uploads is None else self.review_uploads

    @property
    def submissions(self) -> Path:
        """Folder of the files attached to lessons, one below it for each submission."""
        return self.data / "submissions"

    @property
    def eval_judge_configured(self) -> bool:
        return self.eval_judge_url is not None and self.eval_judge_model is not None

    @property
    def encoder_threads(self) -> int:
        return self.embedding_threads or os.cpu_count() or 1

    @property
    def llm_configured(self) -> bool:
        return self.llm_url is not None and self.llm_model is not None


_SECRETS = tuple(name for name, field in Settings.model_fields.items() if SecretStr in get_args(field.annotation))


class Origin(Enum):
    """Where a secret comes from."""

    FILE = "file"
    OPEN = "open"  # the environment or the settings file


def fingerprint_of(settings: Settings) -> str:
    """SHA-256 of what is set; secrets count as set or not set, not as what they are."""
    return sha256(settings.model_dump_json().encode()).hexdigest()


def origins_of_secrets(settings: Settings) -> dict[str, Origin]:
    """Of the secrets that are set, by name."""
    files = _secret_files()
    return {
        name: Origin.FILE if name in files else Origin.OPEN for name in _SECRETS if getattr(settings, name) is not None
    }


def files_of_secrets(settings: Settings) -> Iterator[Path]:
    """The files that hold secrets: those that are named for it, and the settings file where it has any."""
    yield from _secret_files().values()
    config = Path(os.environ.get(CONFIG_FILE_VARIABLE, "lardom.toml"))
    if config.is_file() and Origin.OPEN in origins_of_secrets(settings).values():
        yield config


def _secret_files() -> dict[str, Path]:
    """The files that `LARDOM_<NAME>_FILE` names, for the secrets only."""
    named = {name: os.environ.get(f"{PREFIX}{name.upper()}{FILE_SUFFIX}") for name in _SECRETS}
    return {name: Path(file) for name, file in named.items() if file}


def _secret_in(name: str, file: Path) -> str:
    variable = f"{PREFIX}{name.upper()}"
    if variable in os.environ:
        raise SettingsError(f"{variable} and {variable}{FILE_SUFFIX} are both set.", "Unset one of them.")
    try:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{variable}{FILE_SUFFIX} names {file}, which cannot be read.", "Check the path and its permissions."
        ) from error


def load_settings(**overrides: Any) -> Settings:
    """Read the settings; raises SettingsError naming each bad key and what it may be."""
    files = _secret_files()
    unknown = sorted(
        name
        for name in os.environ
        if name.startswith(PREFIX)
        and name != CONFIG_FILE_VARIABLE
        and name.removeprefix(PREFIX).lower() not in Settings.model_fields
        and name.removeprefix(PREFIX).removesuffix(FILE_SUFFIX).lower() not in files
    )
    if unknown:
        raise SettingsError(
            f"Unknown setting{'s' if len(unknown) > 1 else ''}: {', '.join(unknown)}.",
            "`lardom doctor --settings` lists the known ones.",
        )
    try:
        return Settings(**{**{name: _secret_in(name, file) for name, file in files.items()}, **overrides})
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise SettingsError(
            f"Bad settings ({problems}).", "Correct lardom.toml or the LARDOM_* variable of that name."
        ) from error
