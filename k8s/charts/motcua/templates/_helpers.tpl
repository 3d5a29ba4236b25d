{{/* Names, labels, images and the settings of one service. A helper that needs more than the root takes a dict: root, name, … */}}

{{- define "motcua.fullname" -}}
{{- if contains "motcua" .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}{{ else }}{{ printf "%s-motcua" .Release.Name | trunc 40 | trimSuffix "-" }}{{ end -}}
{{- end }}

{{/* root, name: what a pod is: a service, nats, front-door, migrate-intake, … */}}
{{- define "motcua.selector" -}}
app.kubernetes.io/name: motcua
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .name }}
{{- end }}

{{/* The same in one line, for a selector inside a rule */}}
{{- define "motcua.match" -}}{{ include "motcua.selector" . | fromYaml | toJson }}{{- end }}

{{- define "motcua.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{ include "motcua.selector" . }}
app.kubernetes.io/part-of: motcua
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- with .root.Values.global.labels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* root, name: of the object; component: if it is another */}}
{{- define "motcua.metadata" -}}
name: {{ include "motcua.fullname" .root }}{{ with .name }}-{{ . }}{{ end }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "motcua.labels" (dict "root" .root "name" (.component | default .name)) | nindent 2 }}
{{- end }}

{{- define "motcua.services" -}}intake processing reporting notify{{- end }}

{{/* Durable consumers of our own services. */}}
{{- define "motcua.readers" -}}{{ include "motcua.services" . }} notify-webhooks{{- end }}

{{- define "motcua.tag" -}}{{ .Values.image.tag | default .Chart.AppVersion }}{{- end }}

{{/* root, name */}}
{{- define "motcua.image" -}}
{{- with .root.Values.global.imageRegistry }}{{ . }}/{{ end -}}
{{ with .root.Values.image.prefix }}{{ . }}/{{ end }}{{ .name }}:{{ include "motcua.tag" .root }}
{{- end }}

{{/* root, name: `defaults` with what the service says on top, as YAML */}}
{{- define "motcua.config" -}}
{{- mustMergeOverwrite (deepCopy .root.Values.defaults) (deepCopy (index .root.Values.services .name | default dict)) | toYaml }}
{{- end }}

{{- define "motcua.hasVolume" -}}
{{- if or (eq .root.Values.database.mode "sqlite") (and (has .name (list "intake" "processing")) (eq .root.Values.files.mode "volume")) }}yes{{ end -}}
{{- end }}

{{- define "motcua.needsSchema" -}}
{{- if ne .Values.database.mode "sqlite" }}yes{{ end -}}
{{- end }}

{{- define "motcua.grpcTarget" -}}
dns:///{{ include "motcua.fullname" .root }}-{{ .name }}-grpc.{{ .root.Release.Namespace }}.svc.{{ .root.Values.global.clusterDomain }}:9090
{{- end }}

{{- define "motcua.httpUrl" -}}
http://{{ include "motcua.fullname" .root }}-{{ .name }}.{{ .root.Release.Namespace }}.svc:8080
{{- end }}

{{- define "motcua.natsUrl" -}}
{{- if eq .Values.nats.mode "external" }}{{ .Values.nats.external.url }}{{ else }}nats://{{ include "motcua.fullname" . }}-nats.{{ .Release.Namespace }}.svc:4222{{ end -}}
{{- end }}

{{- define "motcua.streamReplicas" -}}
{{- if eq .Values.nats.mode "external" }}{{ .Values.nats.external.streamReplicas }}{{ else }}{{ .Values.nats.builtin.replicas }}{{ end -}}
{{- end }}

{{- define "motcua.tlsSecret" -}}
{{- if eq .root.Values.tls.mode "existingSecret" }}{{ .root.Values.tls.existingSecret }}{{ else }}{{ include "motcua.fullname" .root }}-{{ .name }}-tls{{ end -}}
{{- end }}

{{- define "motcua.hasTls" -}}
{{- if has .Values.tls.mode (list "certManager" "existingSecret") }}yes{{ end -}}
{{- end }}

{{/* What every pod of ours has in common, for the Pod Security level "restricted". */}}
{{- define "motcua.podSecurity" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  fsGroup: 65532
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- with .Values.global.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end }}

{{- define "motcua.containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  runAsNonRoot: true
  capabilities: {drop: [ALL]}
{{- end }}

{{- define "motcua.jobResources" -}}
resources:
  requests: {cpu: 50m, memory: 128Mi}
  limits: {memory: 512Mi}
{{- end }}
