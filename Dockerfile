# Builds Conclave from source, then keeps the one program and its C libraries: no shell, no tools.

FROM node:22-bookworm-slim AS build
# libcrypto halves what a packet of media costs; without it the runtime's own does the work.
RUN apt-get update && apt-get install --yes --no-install-recommends libssl3 \
  && npm install --global bun@1.4.5
WORKDIR /conclave
COPY package.json bun.lock bunfig.toml ./
RUN bun install --frozen-lockfile
COPY . .
RUN bun run build && bun src/build/image.ts

FROM scratch
COPY --from=build /conclave/dist/image/ /
COPY --from=build --chown=65532:65532 /conclave/dist/volume/ /
USER 65532:65532
WORKDIR /data
# The database's native part is unpacked to BUN_TMPDIR at the start. In the volume it works with a
# read-only root too; a volume that is mounted noexec needs another place.
# One media worker, because one media port is published: each more has the next.
ENV CONCLAVE_LISTEN=0.0.0.0:8080 CONCLAVE_DATA=/data BUN_TMPDIR=/data CONCLAVE_MEDIA_WORKERS=1
VOLUME /data
EXPOSE 8080/tcp 7881/tcp 7881/udp
HEALTHCHECK --interval=30s --timeout=6s --start-period=10s \
  CMD ["/usr/local/bin/conclave", "health"]
ENTRYPOINT ["/usr/local/bin/conclave"]
