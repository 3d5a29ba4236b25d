# One image a service: docker build --build-arg SERVICE=intake -t motcua/intake:0.1.0 .   (or: make images)
# SERVICE: intake | processing | reporting | notify | ctl. Holds the chassis, that service, its own locked packages, nothing else.
ARG PYTHON_IMAGE=docker.io/library/python:3.11-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
ARG SERVICE
WORKDIR /src
ENV UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 UV_NO_CACHE=1 UV_SYSTEM_CERTS=1
COPY requirements/bootstrap.lock requirements/sbom.lock requirements/${SERVICE}.lock requirements/
RUN python3 -m venv /opt/build \
 && /opt/build/bin/pip install --quiet --no-cache-dir --require-hashes -r requirements/bootstrap.lock \
 && /opt/build/bin/uv pip install --quiet --python /opt/build/bin/python --require-hashes -r requirements/sbom.lock \
 && python3 -m venv --without-pip /opt/motcua \
 && /opt/build/bin/uv pip install --quiet --python /opt/motcua/bin/python --require-hashes -r requirements/${SERVICE}.lock
COPY pyproject.toml README.md ./
COPY lawpack lawpack
COPY proto/gen/python proto/gen/python
COPY services/chassis services/chassis
COPY services/${SERVICE} services/${SERVICE}
# The launcher names the service, so that no shell has to. The law pack is intake's, and the command's that applies it.
RUN /opt/build/bin/uv pip install --quiet --python /opt/motcua/bin/python --no-deps --no-build-isolation . \
 && printf '#!/opt/motcua/bin/python\nimport runpy\nrunpy.run_module("%s", run_name="__main__", alter_sys=True)\n' "${SERVICE}" \
      > /opt/motcua/bin/service \
 && chmod 0755 /opt/motcua/bin/service \
 && case "${SERVICE}" in intake|ctl) cp -R lawpack /opt/motcua/lawpack ;; *) rm -f /opt/motcua/bin/motcua ;; esac \
 && /opt/build/bin/cyclonedx-py environment --output-reproducible -o /opt/motcua/sbom.cdx.json /opt/motcua/bin/python

FROM ${PYTHON_IMAGE}
ARG SERVICE
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="motcua ${SERVICE}" \
      org.opencontainers.image.description="One-stop-shop dossier platform: ${SERVICE}" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      vn.motcua.sbom="/opt/motcua/sbom.cdx.json"
COPY --from=build /opt/motcua /opt/motcua
# Compiled already, and the root is read-only.
ENV PATH=/opt/motcua/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 MOTCUA_LAWPACK=/opt/motcua/lawpack/heza
WORKDIR /tmp
USER 65532:65532
ENTRYPOINT ["/opt/motcua/bin/service"]
