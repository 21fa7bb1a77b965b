"""The settings of an installation: environment first, then `helpline.toml`, then defaults.

Read once, at the start, by the composition root; no other part reads the environment. Keys are
files that the settings only name; the secrets of platforms are shown to nobody who prints them.
"""

import re
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from errors import ConfigurationError

TELEGRAM_API = "https://api.telegram.org"
LINE_API = "https://api.line.me"

PLATFORM_SECRETS = (
    "TELEGRAM_TOKEN",
    "TELEGRAM_SECRET",
    "LINE_CHANNEL_SECRET",
    "LINE_CHANNEL_TOKEN",
)
"""What only the gateway may know; no other process gets it in its environment."""


def _shown_in_header(secret: SecretStr) -> SecretStr:
    """Refuse what Telegram would not take as a webhook's secret."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret.get_secret_value()):
        raise ValueError("1 to 256 letters, digits, _ and - are expected")
    return secret


type Minutes = Annotated[int, Field(ge=1, le=24 * 60)]
type Epsilon = Annotated[Decimal, Field(gt=0, le=20, max_digits=5, decimal_places=3)]
type Port = Annotated[int, Field(ge=1, le=65535)]


class Settings(BaseSettings):
    """All settings; the names in the environment are those of CONTRACT.md.

    Attributes:
        home: the folder that holds everything this installation makes.
        bind: the address the public and the desk port listen on; put a TLS proxy before it.
        public_url: where children reach the public port, for what is printed and checked.
        redis_url: a Valkey or Redis of the operator's own; the embedded one when unset.
        master_key_file: see `handoff.keyring.MasterKeys`; in `home` when unset.
        content: the operator's folder laid over `bot/content`.
        partitions: hash tags the store is divided into: 1 for a single server, more for a Cluster;
            never changed while conversations are open.
        demo: demo staff and words about it; refused by `helpline check --production`.
        log_level: how much is logged; at every level only what `operation.log` allows.
        crash_file: only for the project's own tests; see `handoff.faults.CrashSteps`.
        telegram_token: of the bot, from BotFather; no Telegram channel without it.
        telegram_mode: `polling` asks for messages and needs no public address; `webhook` is sent
            them at `public_url`.
        check_in_minutes, rest_minutes: silence of a child with a counsellor, after which it is
            asked once, and after which, counted from there, the conversation rests.
        late_minutes, give_back_minutes: how long a child may wait for its counsellor before the
            desk is told, and before it goes back into the queue.
        breach_minutes: how long a child waits for a person before the desk is told so.
        cool_down_minutes: after a conversation in danger, how long its counsellor is offered
            nobody.
        open_data_epsilon, open_data_epsilon_year: how much one edition of open data, and all of a
            year, may tell of one conversation; no open data without both.
        telegram_secret: what Telegram must show at the webhook; made from the keys when unset.
        line_channel_secret, line_channel_token: of the Messaging API channel; no LINE without.
        telegram_api_url, line_api_url: another server that speaks the same API, for tests.
    """

    model_config = SettingsConfigDict(
        env_prefix="HELPLINE_",
        env_ignore_empty=True,
        toml_file="helpline.toml",
        extra="forbid",
        populate_by_name=True,
    )

    home: Path = Path("var")
    bind: str = "127.0.0.1"
    public_port: Port = 8080
    desk_port: Port = 8081
    metrics_port: Port = 9090
    public_url: str | None = None
    redis_url: str | None = Field(default=None, validation_alias="REDIS_URL")
    master_key_file: Path | None = None
    content: Path | None = None
    partitions: int = Field(default=1, ge=1, le=1024)
    neutral_site: str = "https://www.google.com/"
    check_in_minutes: Minutes = 10
    rest_minutes: Minutes = 20
    late_minutes: Minutes = 3
    give_back_minutes: Minutes = 15
    breach_minutes: Minutes = 5
    cool_down_minutes: Minutes = 10
    open_data_epsilon: Epsilon | None = None
    open_data_epsilon_year: Epsilon | None = None
    demo: bool = False
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    crash_file: Path | None = None
    telegram_token: SecretStr | None = Field(default=None, validation_alias="TELEGRAM_TOKEN")
    telegram_mode: Literal["polling", "webhook"] = Field(
        default="polling", validation_alias="TELEGRAM_MODE"
    )
    telegram_secret: Annotated[SecretStr, AfterValidator(_shown_in_header)] | None = Field(
        default=None, validation_alias="TELEGRAM_SECRET"
    )
    telegram_api_url: str = Field(default=TELEGRAM_API, validation_alias="TELEGRAM_API_URL")
    line_channel_secret: SecretStr | None = Field(
        default=None, validation_alias="LINE_CHANNEL_SECRET"
    )
    line_channel_token: SecretStr | None = Field(
        default=None, validation_alias="LINE_CHANNEL_TOKEN"
    )
    line_api_url: str = Field(default=LINE_API, validation_alias="LINE_API_URL")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - not read: one file is enough
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - as above
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def master_keys(self) -> Path:
        """The master key file."""
        return self.master_key_file or self.home / "master.key"

    @property
    def run_folder(self) -> Path:
        """Sockets, pid files and the lock."""
        return self.home / "run"

    @property
    def understanding_socket(self) -> Path:
        """Where the understanding process listens."""
        return self.run_folder / "understanding.sock"


def load_settings(**changes: Any) -> Settings:  # noqa: ANN401 - any setting
    """Read the settings.

    Raises:
        ConfigurationError: one of them is not fit; names it and says what is expected.
    """
    try:
        settings = Settings(**changes)
    except ValidationError as error:
        reasons = (
            f"{'.'.join(map(str, problem['loc'])).upper()}: {problem['msg']}"
            for problem in error.errors(include_input=False)
        )
        raise ConfigurationError("; ".join(reasons)) from None
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"helpline.toml: {error}") from None
    return settings.model_copy(update={"home": settings.home.resolve()})
