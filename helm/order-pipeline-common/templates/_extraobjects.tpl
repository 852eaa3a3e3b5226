{{/* Objects as maps, or as text, in which there may be templates. They are taken as they are, without common labels. */}}
{{- define "order-pipeline-common.extraObjects" -}}
{{- range $index, $object := .Values.extraObjects -}}
{{- if $index }}
---
{{ end -}}
{{ tpl (kindIs "string" $object | ternary $object (toYaml $object)) $ | trim }}
{{- end -}}
{{- end }}
