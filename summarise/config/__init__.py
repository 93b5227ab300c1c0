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
    CONFIG_VARIABLE,
    ENVIRONMENT_PREFIX,
    checked,
    example,
    load_config,
)
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
)

__all__ = [
    "CONFIG_VARIABLE",
    "ENVIRONMENT_PREFIX",
    "LANGUAGES",
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
    "checked",
    "example",
    "for_job",
    "load_config",
    "target",
]
