{{/* Wrong combinations end here, each with its key and what to do. What one key alone may be is in values.schema.json. */}}
{{- define "motcua.validate" -}}
{{- include "motcua.moved" . -}}
{{- $v := .Values -}}
{{- if not $v.secrets.existingSecret }}{{ fail "secrets.existingSecret: name the secret with the keys; make one with `motcua keys secret | kubectl apply -f -`" }}{{ end -}}
{{- if eq $v.environment "production" -}}
  {{- if not $v.identity.issuer }}{{ fail "identity.issuer: name your identity provider (the `iss` of its tokens); environment production has no issuer of its own" }}{{ end -}}
  {{- if not $v.publicUrl }}{{ fail "publicUrl: give the address of the public site, https://…; receipts print it" }}{{ end -}}
{{- end -}}
{{- if and $v.frontDoor.enabled (ne $v.environment "demo") }}{{ fail "frontDoor.enabled: the front door signs everybody in; set environment: demo, or use gateway or ingress" }}{{ end -}}
{{- include "motcua.validate.data" . -}}
{{- include "motcua.validate.nats" . -}}
{{- include "motcua.validate.edges" . -}}
{{- range $name := splitList " " (include "motcua.services" .) -}}
  {{- include "motcua.validate.service" (dict "root" $ "name" $name "config" (include "motcua.config" (dict "root" $ "name" $name) | fromYaml)) -}}
{{- end -}}
{{- end }}

{{- define "motcua.validate.data" -}}
{{- $v := .Values -}}
{{- if and (eq $v.database.mode "external") (not $v.database.external.existingSecret) }}{{ fail "database.external.existingSecret: name the secret with intake-url, processing-url, reporting-url and notify-url (postgresql://…), or set database.mode" }}{{ end -}}
{{- with $v.database.cnpg.backup -}}
  {{- if and (eq $v.database.mode "cnpg") .enabled (not (and .destinationPath .existingSecret)) }}{{ fail "database.cnpg.backup: give destinationPath (s3://…) and existingSecret (ACCESS_KEY_ID, ACCESS_SECRET_KEY), or set enabled: false" }}{{ end -}}
{{- end -}}
{{- if eq $v.files.mode "s3" -}}
  {{- if not (and $v.files.s3.url $v.files.s3.resultsUrl $v.files.s3.exportsUrl $v.files.s3.existingSecret) }}{{ fail "files.s3: give url, resultsUrl, exportsUrl and existingSecret (access-key-id, secret-access-key), or set files.mode: volume" }}{{ end -}}
{{- end -}}
{{- if and $v.signing.url $v.signing.headers (not $v.signing.existingSecret) }}{{ fail "signing.existingSecret: name the secret with the values of signing.headers" }}{{ end -}}
{{- if and $v.signing.procedures (not $v.signing.url) }}{{ fail "signing.url: results of signing.procedures are issued signed; give the gateway's address, or empty signing.procedures" }}{{ end -}}
{{- if and $v.gateways.enabled (or (not $v.gateways.existingSecret) (not $v.gateways.keys)) }}{{ fail "gateways.existingSecret: name the secret with the descriptions of the gateways, and its keys, or set gateways.enabled: false" }}{{ end -}}
{{- if and $v.sync.enabled (not $v.sync.existingSecret) }}{{ fail "sync.existingSecret: name the secret with key sync.toml, or set sync.enabled: false" }}{{ end -}}
{{- if and $v.mail.enabled (not $v.mail.existingSecret) }}{{ fail "mail.existingSecret: name the secret with key url (smtp+starttls://user:password@host:587), or set mail.enabled: false" }}{{ end -}}
{{- if and (eq $v.lawPack.job.mode "apply") (not (and $v.lawPack.job.reason $v.lawPack.job.legalRef)) }}{{ fail "lawPack.job: mode apply needs reason and legalRef, which are journalled" }}{{ end -}}
{{- if and (ne $v.lawPack.job.mode "none") (ne $v.environment "demo") (not $v.lawPack.job.existingSecret) }}{{ fail "lawPack.job.existingSecret: name the secret with key token, an operator's token" }}{{ end -}}
{{- end }}

{{- define "motcua.validate.nats" -}}
{{- $v := .Values -}}
{{- if and (eq $v.nats.mode "external") (not $v.nats.external.url) }}{{ fail "nats.external.url: give nats://host:4222, or set nats.mode: builtin" }}{{ end -}}
{{- $names := list -}}
{{- range $v.streams.subscribers -}}
  {{- if has .name (concat $names (splitList " " (include "motcua.services" $))) }}{{ fail (printf "streams.subscribers: the name %s is taken; a consumer belongs to one reader" .name) }}{{ end -}}
  {{- $names = append $names .name -}}
{{- end -}}
{{- if and $v.streams.subscribers (eq $v.nats.mode "builtin") (not $v.nats.builtin.existingSecret) }}{{ fail "nats.builtin.existingSecret: with streams.subscribers the servers ask who connects; name the secret with password and url (nats://motcua:password@…:4222)" }}{{ end -}}
{{- if and $v.streams.subscribers (not $v.streams.job) }}{{ fail "streams.job: the subscribers' consumers are made by the job; set it true or empty streams.subscribers" }}{{ end -}}
{{- end }}

{{- define "motcua.validate.edges" -}}
{{- $v := .Values -}}
{{- if and (eq $v.tls.mode "certManager") (not $v.tls.certManager.issuer) }}{{ fail "tls.certManager.issuer: name the issuer, or set tls.mode" }}{{ end -}}
{{- if and (eq $v.tls.mode "existingSecret") (not $v.tls.existingSecret) }}{{ fail "tls.existingSecret: name the secret with tls.crt, tls.key and ca.crt, or set tls.mode" }}{{ end -}}
{{- if and $v.gateway.enabled (not (and $v.gateway.parentRefs $v.gateway.hostnames)) }}{{ fail "gateway: give parentRefs (the Gateway to attach to) and hostnames, or set enabled: false" }}{{ end -}}
{{- if and $v.ingress.enabled (not $v.ingress.host) }}{{ fail "ingress.host: give the name of the site, or set ingress.enabled: false" }}{{ end -}}
{{- end }}

{{/* root, name, config */}}
{{- define "motcua.validate.service" -}}
{{- $v := .root.Values -}}{{- $many := or (gt (int .config.replicas) 1) (ne .config.autoscaling.mode "none") -}}
{{- if and $many (eq $v.database.mode "sqlite") }}{{ fail (printf "services.%s.replicas: a SQLite file has one owner; set defaults.replicas: 1 and autoscaling.mode: none, or use database.mode cnpg or external" .name) }}{{ end -}}
{{- if and $many (has .name (list "intake" "processing")) (eq $v.files.mode "volume") (ne $v.database.mode "sqlite") (ne $v.files.volume.accessMode "ReadWriteMany") }}{{ fail (printf "files.volume.accessMode: several replicas of %s need ReadWriteMany, or files.mode: s3, or services.%s.replicas: 1" .name .name) }}{{ end -}}
{{- if and (ne .config.autoscaling.mode "none") (gt (int .config.autoscaling.min) (int .config.autoscaling.max)) }}{{ fail (printf "services.%s.autoscaling: min %d is above max %d" .name (int .config.autoscaling.min) (int .config.autoscaling.max)) }}{{ end -}}
{{- if lt (int .config.terminationGraceSeconds) (add .config.drainSeconds 30) }}{{ fail (printf "services.%s.terminationGraceSeconds: %d leaves less than 30 s after drainSeconds %d; requests would be cut off" .name (int .config.terminationGraceSeconds) (int .config.drainSeconds)) }}{{ end -}}
{{- end }}
