{{/* Objects as maps or as text, with templates in them. They get no common labels. */}}
{{- define "order-pipeline-common.extraObjects" -}}
{{- range $index, $object := .Values.extraObjects -}}
{{- if $index }}
---
{{ end -}}
{{ tpl (kindIs "string" $object | ternary $object (toYaml $object)) $ | trim }}
{{- end -}}
{{- end }}
