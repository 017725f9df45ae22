"""Where something about a person lies, in words: the API names tables of the database and folders of files."""

from ui.texts import Texts


def in_words(place: str, texts: Texts) -> str:
    """ "submission_events" -> "History of lessons: ..."; a file by its folder and its own name."""
    folder, slash, name = place.partition("/")
    key = f"heldplace.{_key(folder, is_folder=bool(slash))}"
    words = texts(key) if key in texts else folder
    return f"{words}: {name}" if name else words


def _key(name: str, *, is_folder: bool) -> str:
    # A table and a folder share this name.
    if is_folder and name == "submissions":
        return "submissions_files"
    return name.removesuffix("-*").partition(".")[0]
