# summarise as a daemon: it runs the jobs of a config by their schedules.
#
#   docker build --tag summarise .
#   docker run --detach --init --stop-timeout 1800 --env-file keys.env \
#     --volume "$PWD/config.toml:/etc/summarise/config.toml:ro" --volume state:/var/lib/summarise summarise
#
# A stop waits for the run in hand; --stop-timeout is how many seconds it may take. Pages that go to
# files have to go below /var/lib/summarise. Keys and passwords come from the environment.

FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE config.example.toml ./
COPY prompts prompts
COPY summarise summarise
RUN python -m pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .

FROM python:3.13-slim
# The number is fixed, since volumes and clusters know users by it alone.
RUN groupadd --gid 10001 summarise \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/summarise summarise \
    && install --directory --owner=summarise --group=summarise /var/lib/summarise /etc/summarise
COPY --from=build /wheels /wheels
RUN python -m pip install --no-cache-dir /wheels/*.whl && rm -r /wheels
ENV PYTHONUNBUFFERED=1 \
    SUMMARISE_STORE__PATH=/var/lib/summarise/summarise.db
USER 10001:10001
WORKDIR /var/lib/summarise
VOLUME /var/lib/summarise
# Unhealthy when a job is late.
HEALTHCHECK --interval=5m --timeout=30s --start-period=1m \
    CMD ["summarise", "status", "--config", "/etc/summarise/config.toml"]
ENTRYPOINT ["summarise"]
CMD ["daemon", "--config", "/etc/summarise/config.toml"]
