"""The configuration: ``config.toml`` becomes frozen values, checked by pydantic.

Order of precedence: command-line flag, environment, file, default. An environment variable is
``SUMMARISE_`` and the path of the key joined by two underscores: ``SUMMARISE_BRIEFING__PAGES=2``.
An unknown key or a wrong type is refused by name and place: each layer is checked on its own, so
that the message can say which one is wrong. No message holds a value, which may be a pasted secret.
"""

from summarise.config.job_tables import (
    EmailOutput,
    FileOutput,
    JobConfig,
    NotifyOutput,
    OutputConfig,
    PluginOutput,
    SiteOutput,
    SourceConfig,
    StageBackends,
    StdoutOutput,
    WebhookOutput,
    WriteBackends,
    target,
)
from summarise.config.loading import (
    CONFIG_FILE,
    CONFIG_VARIABLE,
    ENVIRONMENT_PREFIX,
    check_text,
    checked,
    default_config,
    example,
    load_config,
    user_config,
)
from summarise.config.presets import PRESETS
from summarise.config.rules import LANGUAGES
from summarise.config.tables import (
    BackendConfig,
    BriefingConfig,
    BudgetConfig,
    CacheConfig,
    Config,
    FieldsConfig,
    InputConfig,
    MeaningConfig,
    PromptsConfig,
    StoreConfig,
    WatchConfig,
    WebConfig,
    for_job,
    variables,
)

__all__ = [
    "CONFIG_FILE",
    "CONFIG_VARIABLE",
    "ENVIRONMENT_PREFIX",
    "LANGUAGES",
    "PRESETS",
    "BackendConfig",
    "BriefingConfig",
    "BudgetConfig",
    "CacheConfig",
    "Config",
    "EmailOutput",
    "FieldsConfig",
    "FileOutput",
    "InputConfig",
    "JobConfig",
    "MeaningConfig",
    "NotifyOutput",
    "OutputConfig",
    "PluginOutput",
    "PromptsConfig",
    "SiteOutput",
    "SourceConfig",
    "StageBackends",
    "StdoutOutput",
    "StoreConfig",
    "WatchConfig",
    "WebConfig",
    "WebhookOutput",
    "WriteBackends",
    "check_text",
    "checked",
    "default_config",
    "example",
    "for_job",
    "load_config",
    "target",
    "user_config",
    "variables",
]
