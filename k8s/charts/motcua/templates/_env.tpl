{{/* The environment of a service as a map, so that a later layer replaces by name. root, name, config → YAML */}}
{{- define "motcua.env" -}}
{{- $root := .root }}{{- $v := .root.Values }}{{- $secrets := "/run/secrets/motcua" }}
MOTCUA_ENVIRONMENT: {value: {{ $v.environment | quote }}}
MOTCUA_HTTP_HOST: {value: "0.0.0.0"}
MOTCUA_HTTP_PORT: {value: "8080"}
MOTCUA_GRPC_HOST: {value: "0.0.0.0"}
MOTCUA_GRPC_PORT: {value: "9090"}
MOTCUA_REPLICA: {valueFrom: {fieldRef: {fieldPath: metadata.name}}}
MOTCUA_LOG_LEVEL: {value: {{ .config.logLevel | quote }}}
MOTCUA_DRAIN_SECONDS: {value: {{ .config.drainSeconds | quote }}}
MOTCUA_DATABASE_POOL_SIZE: {value: {{ $v.database.poolSize | quote }}}
{{- if eq $v.database.mode "sqlite" }}
MOTCUA_DATABASE_URL: {value: {{ printf "sqlite+aiosqlite:////var/lib/motcua/%s.db" .name | quote }}}
MOTCUA_MIGRATE_ON_START: {value: "true"}
{{- else }}
MOTCUA_DATABASE_URL_FILE: {value: {{ $secrets }}/database-url}
MOTCUA_DATABASE_SSLMODE: {value: {{ ternary $v.database.external.sslmode "require" (eq $v.database.mode "external") }}}
{{- end }}
{{- if and (eq $v.nats.mode "builtin") $v.streams.subscribers }}
MOTCUA_NATS_URL_FILE: {value: {{ $secrets }}/nats-url}
{{- else }}
MOTCUA_NATS_URL: {value: {{ include "motcua.natsUrl" $root | quote }}}
{{- end }}
{{- if and (eq $v.nats.mode "external") $v.nats.external.existingSecret }}
MOTCUA_NATS_CREDENTIALS_FILE: {value: {{ $secrets }}/nats.creds}
{{- end }}
MOTCUA_STREAM_REPLICAS: {value: {{ include "motcua.streamReplicas" $root | quote }}}
MOTCUA_TOKEN_ISSUER: {value: {{ include "motcua.issuer" $root | quote }}}
MOTCUA_TOKEN_AUDIENCE: {value: {{ $v.identity.audience | quote }}}
{{- if $v.identity.jwksUrl }}
MOTCUA_JWKS_URL: {value: {{ $v.identity.jwksUrl | quote }}}
{{- else }}
MOTCUA_JWKS_FILE: {value: {{ $secrets }}/jwks.json}
{{- end }}
MOTCUA_SERVICE_TOKEN_FILE: {value: {{ $secrets }}/service-token}
MOTCUA_PAGE_SECRET_FILE: {value: {{ $secrets }}/page-secret}
{{- if has .name (list "intake" "processing" "reporting") }}
MOTCUA_AUDIT_KEYS_FILE: {value: {{ $secrets }}/audit-keys.json}
{{- end }}
{{- if $v.tracing.endpoint }}
MOTCUA_OTLP_ENDPOINT: {value: {{ $v.tracing.endpoint | quote }}}
MOTCUA_TRACE_RATIO: {value: {{ $v.tracing.ratio | quote }}}
{{- end }}
{{- if include "motcua.hasTls" $root }}
MOTCUA_TLS_CERTIFICATE_FILE: {value: /run/secrets/tls/tls.crt}
MOTCUA_TLS_KEY_FILE: {value: /run/secrets/tls/tls.key}
MOTCUA_TLS_CA_FILE: {value: /run/secrets/tls/ca.crt}
{{- end }}
{{- $edges := $root.Files.Get "files/edges.yaml" | fromYaml }}
{{- range splitList " " (include "motcua.services" $root) }}
{{- if has . (index $edges $.name) }}
MOTCUA_{{ upper . }}_TARGET: {value: {{ include "motcua.grpcTarget" (dict "root" $root "name" .) | quote }}}
{{- end }}
{{- end }}
{{- if eq .name "intake" }}{{ include "motcua.env.intake" . }}{{ end }}
{{- if eq .name "processing" }}{{ include "motcua.env.processing" . }}{{ end }}
{{- if eq .name "notify" }}
MOTCUA_SEALING_KEYS_FILE: {value: /run/secrets/motcua/sealing-keys.json}
{{- end }}
{{- if eq .name "notify" }}
MOTCUA_PUBLIC_URL: {value: {{ include "motcua.publicUrl" .root | quote }}}
{{- end }}
{{- if and (eq .name "notify") $v.gateways.enabled }}
MOTCUA_GATEWAYS_DIR: {value: {{ $secrets }}/gateways}
{{- end }}
{{- if and (eq .name "notify") $v.sync.enabled }}
MOTCUA_SYNC_FILE: {value: {{ $secrets }}/sync.toml}
{{- end }}
{{- if and (eq .name "notify") $v.mail.enabled }}
MOTCUA_SMTP_URL_FILE: {value: {{ $secrets }}/smtp-url}
MOTCUA_MAIL_FROM: {value: {{ $v.mail.from | quote }}}
MOTCUA_MAIL_FROM_NAME: {value: {{ $v.mail.fromName | quote }}}
{{- end }}
{{- end }}

{{- define "motcua.env.intake" -}}
{{- $v := .root.Values }}
MOTCUA_LAWPACK: {value: {{ include "motcua.lawPackFolder" .root | quote }}}
MOTCUA_SEALING_KEYS_FILE: {value: /run/secrets/motcua/sealing-keys.json}
MOTCUA_PUBLIC_URL: {value: {{ include "motcua.publicUrl" .root | quote }}}
{{- if eq $v.files.mode "volume" }}
MOTCUA_FILES_URL: {value: "file:///var/lib/motcua/files"}
MOTCUA_EXPORTS_URL: {value: "file:///var/lib/motcua/exports"}
{{- else }}
MOTCUA_FILES_URL: {value: {{ $v.files.s3.url | quote }}}
MOTCUA_EXPORTS_URL: {value: {{ $v.files.s3.exportsUrl | quote }}}
{{- include "motcua.env.s3" . }}
{{- end }}
{{- end }}

{{- define "motcua.env.processing" -}}
{{- $v := .root.Values }}
MOTCUA_LINK_KEY_FILE: {value: /run/secrets/motcua/link-key}
MOTCUA_SEALING_KEYS_FILE: {value: /run/secrets/motcua/sealing-keys.json}
MOTCUA_PUBLIC_URL: {value: {{ include "motcua.publicUrl" .root | quote }}}
{{- if eq $v.files.mode "volume" }}
MOTCUA_FILES_URL: {value: "file:///var/lib/motcua/results"}
{{- else }}
MOTCUA_FILES_URL: {value: {{ $v.files.s3.resultsUrl | quote }}}
{{- include "motcua.env.s3" . }}
{{- end }}
{{- with $v.signing }}
{{- if .url }}
MOTCUA_SIGNING_URL: {value: {{ .url | quote }}}
MOTCUA_SIGNED_PROCEDURES: {value: {{ toJson .procedures | quote }}}
MOTCUA_SIGNING_FIELDS: {value: {{ toJson .fields | quote }}}
MOTCUA_SIGNING_FIXED: {value: {{ toJson .fixed | quote }}}
{{- $files := dict }}
{{- range $header, $key := .headers }}{{ $_ := set $files $header (printf "/run/secrets/motcua/signing-%s" $key) }}{{ end }}
MOTCUA_SIGNING_HEADER_FILES: {value: {{ toJson $files | quote }}}
{{- end }}
{{- end }}
{{- end }}

{{- define "motcua.env.s3" }}
MOTCUA_FILES_S3_ENDPOINT: {value: {{ .root.Values.files.s3.endpoint | quote }}}
MOTCUA_FILES_S3_REGION: {value: {{ .root.Values.files.s3.region | quote }}}
MOTCUA_FILES_S3_ACCESS_KEY_ID_FILE: {value: /run/secrets/motcua/s3-access-key-id}
MOTCUA_FILES_S3_SECRET_ACCESS_KEY_FILE: {value: /run/secrets/motcua/s3-secret-access-key}
{{- end }}

{{- define "motcua.issuer" -}}
{{- .Values.identity.issuer | default (ternary "urn:motcua:demo-issuer" "" (ne .Values.environment "production")) }}
{{- end }}

{{- define "motcua.publicUrl" -}}
{{- .Values.publicUrl | default "http://localhost:8080" }}
{{- end }}

{{- define "motcua.lawPackFolder" -}}
{{- ternary "/opt/motcua/lawpack/own" .Values.lawPack.folder (not (empty .Values.lawPack.volume)) }}
{{- end }}

{{/* The map as the list that a container takes. */}}
{{- define "motcua.envList" -}}
{{- $env := mustMergeOverwrite (include "motcua.env" . | fromYaml) (deepCopy .config.env) }}
{{- range $name := keys $env | sortAlpha }}
- name: {{ $name }}
  {{- toYaml (index $env $name) | nindent 2 }}
{{- end }}
{{- end }}

{{/* What is mounted at /run/secrets/motcua: root, name */}}
{{- define "motcua.secretSources" -}}
{{- $v := .root.Values }}{{- $keys := $v.secrets.keys }}
- secret:
    name: {{ $v.secrets.existingSecret }}
    items:
      - {key: {{ $keys.pageSecret }}, path: page-secret}
      - {key: {{ .name }}{{ $keys.serviceTokenSuffix }}, path: service-token}
      {{- if not $v.identity.jwksUrl }}
      - {key: {{ $keys.jwks }}, path: jwks.json}
      {{- end }}
      {{- if has .name (list "intake" "processing" "reporting") }}
      - {key: {{ .name }}{{ $keys.auditKeysSuffix }}, path: audit-keys.json}
      {{- end }}
      {{- if has .name (list "intake" "processing" "notify") }}
      - {key: {{ $keys.sealingKeys }}, path: sealing-keys.json}
      {{- end }}
      {{- if eq .name "processing" }}
      - {key: {{ $keys.linkKey }}, path: link-key}
      {{- end }}
{{- if eq $v.database.mode "external" }}
- secret:
    name: {{ $v.database.external.existingSecret }}
    items: [{key: {{ .name }}{{ $v.database.external.keySuffix }}, path: database-url}]
{{- else if eq $v.database.mode "cnpg" }}
- secret:
    name: {{ include "motcua.fullname" .root }}-{{ .name }}-db-app
    items: [{key: uri, path: database-url}]
{{- end }}
{{- include "motcua.natsSecret" .root }}
{{- if and (eq .name "processing") $v.signing.url $v.signing.headers }}
- secret:
    name: {{ $v.signing.existingSecret }}
    items:
      {{- range $_, $key := $v.signing.headers }}
      - {key: {{ $key }}, path: signing-{{ $key }}}
      {{- end }}
{{- end }}
{{- if and (has .name (list "intake" "processing")) (eq $v.files.mode "s3") }}
- secret:
    name: {{ $v.files.s3.existingSecret }}
    items:
      - {key: access-key-id, path: s3-access-key-id}
      - {key: secret-access-key, path: s3-secret-access-key}
{{- end }}
{{- if and (eq .name "notify") $v.gateways.enabled }}
- secret:
    name: {{ $v.gateways.existingSecret }}
    items:
      {{- range $v.gateways.keys }}
      - {key: {{ . }}, path: gateways/{{ . }}}
      {{- end }}
{{- end }}
{{- if and (eq .name "notify") $v.sync.enabled }}
- secret:
    name: {{ $v.sync.existingSecret }}
    items:
      - {key: sync.toml, path: sync.toml}
      {{- range $v.sync.keys }}
      - {key: {{ . }}, path: sync-{{ . }}}
      {{- end }}
{{- end }}
{{- if and (eq .name "notify") $v.mail.enabled }}
- secret:
    name: {{ $v.mail.existingSecret }}
    items: [{key: url, path: smtp-url}]
{{- end }}
{{- end }}

{{- define "motcua.natsSecret" -}}
{{- if and (eq .Values.nats.mode "external") .Values.nats.external.existingSecret }}
- secret:
    name: {{ .Values.nats.external.existingSecret }}
    items: [{key: {{ .Values.nats.external.credentialsKey }}, path: nats.creds}]
{{- else if and (eq .Values.nats.mode "builtin") .Values.streams.subscribers }}
- secret:
    name: {{ .Values.nats.builtin.existingSecret }}
    items: [{key: url, path: nats-url}]
{{- end }}
{{- end }}
