{{/* A job in a service's own image: root, name, config, component, args, tries → spec */}}
{{- define "motcua.oneJob" -}}
spec:
  backoffLimit: {{ .tries }}
  activeDeadlineSeconds: 3600
  template:
    metadata:
      labels: {{- include "motcua.labels" (dict "root" .root "name" .component) | nindent 8 }}
    spec:
      {{- include "motcua.podSecurity" .root | nindent 6 }}
      restartPolicy: Never
      containers:
        - name: {{ first .args }}
          {{- include "motcua.container" . | nindent 10 }}
          {{- include "motcua.jobResources" . | nindent 10 }}
      volumes: {{- include "motcua.volumes" . | nindent 8 }}
{{- end }}

{{- define "motcua.migration" -}}
{{- include "motcua.oneJob" (merge (dict "component" (printf "migrate-%s" .name) "args" (list "migrate") "tries" 20) .) }}
{{- end }}

{{/* What the streams job is asked to see to. */}}
{{- define "motcua.streamPlan" -}}
{{- dict "replicas" (include "motcua.streamReplicas" . | int) "readers" (splitList " " (include "motcua.readers" .)) "subscribers" .Values.streams.subscribers | toJson }}
{{- end }}

{{- define "motcua.natsEnv" -}}
{{- if and (eq .Values.nats.mode "builtin") .Values.streams.subscribers }}
- {name: MOTCUA_NATS_URL_FILE, value: /run/secrets/motcua/nats-url}
{{- else }}
- {name: MOTCUA_NATS_URL, value: {{ include "motcua.natsUrl" . | quote }}}
{{- end }}
{{- if and (eq .Values.nats.mode "external") .Values.nats.external.existingSecret }}
- {name: MOTCUA_NATS_CREDENTIALS_FILE, value: /run/secrets/motcua/nats.creds}
{{- end }}
{{- end }}

{{/* A client of the public APIs: where they are, and either a token or, in a demonstration, the issuer's key. root, secret */}}
{{- define "motcua.clientEnv" -}}
{{- range splitList " " (include "motcua.services" .root) }}
- {name: MOTCUA_{{ upper . }}_URL, value: {{ include "motcua.httpUrl" (dict "root" $.root "name" .) | quote }}}
{{- end }}
{{- if .secret }}
- {name: MOTCUA_TOKEN_FILE, value: /run/secrets/motcua/token}
{{- else }}
- {name: MOTCUA_DEMO_ISSUER_FILE, value: /run/secrets/motcua/issuer.json}
- {name: MOTCUA_TOKEN_ISSUER, value: {{ include "motcua.issuer" .root | quote }}}
{{- end }}
{{- end }}

{{- define "motcua.clientSecret" -}}
secret:
  {{- if .secret }}
  secretName: {{ .secret }}
  items: [{key: token, path: token}]
  {{- else }}
  secretName: {{ .root.Values.secrets.existingSecret }}
  items: [{key: {{ .root.Values.secrets.keys.demoIssuer }}, path: issuer.json}]
  {{- end }}
  defaultMode: 0440
{{- end }}
