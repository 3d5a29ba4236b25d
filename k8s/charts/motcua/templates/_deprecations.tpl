{{/* Keys that moved, or that other charts have: named with their new place instead of being ignored. The table is files/moved.yaml. */}}
{{- define "motcua.moved" -}}
{{- range $old, $new := .Files.Get "files/moved.yaml" | fromYaml -}}
  {{- if hasKey $.Values $old }}{{ fail (printf "%s: this key is now %s" $old $new) }}{{ end -}}
{{- end -}}
{{- end }}
