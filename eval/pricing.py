"""What a question costs, from the prices in the settings."""

from dataclasses import dataclass

from knowledge.settings import Settings

_HOUR_S = 3600
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Prices:
    """In kronor: an hour of one processor core, and a million tokens read and written by the language model."""

    cpu_hour_sek: float
    input_mtoken_sek: float
    output_mtoken_sek: float

    def of(self, cpu_s: float, tokens_read: int = 0, tokens_written: int = 0) -> float:
        machine = cpu_s / _HOUR_S * self.cpu_hour_sek
        tokens = (tokens_read * self.input_mtoken_sek + tokens_written * self.output_mtoken_sek) / _MILLION
        return machine + tokens


def prices_of(settings: Settings) -> Prices:
    return Prices(settings.price_cpu_hour_sek, settings.price_input_mtoken_sek, settings.price_output_mtoken_sek)
