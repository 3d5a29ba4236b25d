{{/* The one pod template of the four services. root, name, config */}}
{{- define "motcua.pod" -}}
{{- $root := .root }}
metadata:
  labels:
    {{- include "motcua.labels" (dict "root" .root "name" .name) | nindent 4 }}
    {{- with .config.podLabels }}{{ toYaml . | nindent 4 }}{{ end }}
  {{- with .config.podAnnotations }}
  annotations: {{ toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- include "motcua.podSecurity" .root | nindent 2 }}
  serviceAccountName: {{ include "motcua.fullname" .root }}-{{ .name }}
  terminationGracePeriodSeconds: {{ .config.terminationGraceSeconds }}
  {{- with .config.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  {{- with .config.nodeSelector }}
  nodeSelector: {{ toYaml . | nindent 4 }}
  {{- end }}
  {{- with .config.tolerations }}
  tolerations: {{ toYaml . | nindent 4 }}
  {{- end }}
  {{- with .config.affinity }}
  affinity: {{ toYaml . | nindent 4 }}
  {{- end }}
  {{- with .config.topologySpread }}
  topologySpreadConstraints:
    {{- range . }}
    - {{- toYaml . | nindent 6 }}
      matchLabelKeys: [pod-template-hash]
      labelSelector:
        matchLabels: {{- include "motcua.selector" (dict "root" $root "name" $.name) | nindent 10 }}
    {{- end }}
  {{- end }}
  {{- if include "motcua.needsSchema" .root }}
  initContainers:
    # Looks, never migrates: the job does, once, and replicas that start together do not race.
    - name: wait-for-schema
      {{- include "motcua.container" (merge (dict "args" (list "wait")) .) | nindent 6 }}
      resources:
        requests: {cpu: 20m, memory: 96Mi}
        limits: {memory: 256Mi}
  {{- end }}
  containers:
    - name: {{ .name }}
      {{- include "motcua.container" (merge (dict "args" (list "serve")) .) | nindent 6 }}
      resources: {{ toYaml .config.resources | nindent 8 }}
      ports:
        - {name: http, containerPort: 8080}
        - {name: grpc, containerPort: 9090}
      startupProbe:
        httpGet: {path: /livez, port: http}
        periodSeconds: 2
        failureThreshold: {{ div .config.startup.seconds 2 }}
      livenessProbe:
        httpGet: {path: /livez, port: http}
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 6
      readinessProbe:
        httpGet: {path: /readyz, port: http}
        periodSeconds: 5
        timeoutSeconds: 4
        failureThreshold: 2
      # No preStop: on SIGTERM the service itself turns unready and serves on for drainSeconds, which a sleep in front would only delay.
  volumes: {{- include "motcua.volumes" . | nindent 4 }}
{{- end }}

{{/* root, name, config, args */}}
{{- define "motcua.container" -}}
image: {{ include "motcua.image" . }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
args: {{ toJson .args }}
{{ include "motcua.containerSecurity" . }}
env: {{- include "motcua.envList" . | nindent 2 }}
volumeMounts: {{- include "motcua.mounts" . | nindent 2 }}
{{- end }}

{{- define "motcua.mounts" -}}
- {name: tmp, mountPath: /tmp}
- {name: secrets, mountPath: /run/secrets/motcua, readOnly: true}
{{- if include "motcua.hasTls" .root }}
- {name: tls, mountPath: /run/secrets/tls, readOnly: true}
{{- end }}
{{- if include "motcua.hasVolume" . }}
- {name: data, mountPath: /var/lib/motcua}
{{- end }}
{{- if and (eq .name "intake") .root.Values.lawPack.volume }}
- {name: lawpack, mountPath: /opt/motcua/lawpack/own, readOnly: true}
{{- end }}
{{- end }}

{{- define "motcua.volumes" -}}
- name: tmp
  emptyDir: {}
- name: secrets
  projected:
    defaultMode: 0440
    sources: {{- include "motcua.secretSources" . | nindent 6 }}
{{- if include "motcua.hasTls" .root }}
- name: tls
  secret:
    secretName: {{ include "motcua.tlsSecret" . }}
    defaultMode: 0440
{{- end }}
{{- if include "motcua.hasVolume" . }}
- name: data
  persistentVolumeClaim: {claimName: {{ include "motcua.fullname" .root }}-{{ .name }}-data}
{{- end }}
{{- if and (eq .name "intake") .root.Values.lawPack.volume }}
- name: lawpack
  {{- toYaml .root.Values.lawPack.volume | nindent 2 }}
{{- end }}
{{- end }}
