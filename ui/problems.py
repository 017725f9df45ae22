"""What an error says to the person, in their language: what happened, and what to do."""

from ui.client import ApiError
from ui.markup import text
from ui.texts import Texts


def problem_words(error: ApiError, texts: Texts) -> tuple[str, str]:
    """Title and body. A kind of error that has no words here speaks for itself, in the server's words."""
    key = f"error.{error.code}"
    if f"{key}.title" in texts:
        return texts(f"{key}.title"), texts(f"{key}.body")
    problem = error.problem
    body = " ".join(part for part in (problem.detail, problem.remedy) if part)
    return problem.title, body or texts("error.internal.body")


def problem_card(error: ApiError, texts: Texts) -> str:
    title, body = problem_words(error, texts)
    return (
        f'<section class="l-card l-problem" role="alert" data-l-code="{text(error.code)}">'
        f"<h3>{text(title)}</h3><p>{text(body)}</p></section>"
    )
