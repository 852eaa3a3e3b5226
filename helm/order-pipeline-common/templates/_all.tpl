{{/* Every object of a service. A chart's templates hold nothing but this include. */}}
{{- define "order-pipeline-common.all" -}}
{{- range $object := list "serviceAccount" "configMap" "secret" "deployment" "service" "podDisruptionBudget" "scaledObject" "triggerAuthentication" "networkPolicy" "serviceMonitor" "redrive" "test" "extraObjects" }}
{{- with include (printf "order-pipeline-common.%s" $object) $ }}
---
{{ . | trim }}
{{- end }}
{{- end }}
{{- end }}

{{/* Objects as maps, or as text, in which there may be templates. They are taken as they are, without common labels. */}}
{{- define "order-pipeline-common.extraObjects" -}}
{{- range $index, $object := .Values.extraObjects -}}
{{- if $index }}
---
{{ end -}}
{{ tpl (kindIs "string" $object | ternary $object (toYaml $object)) $ | trim }}
{{- end -}}
{{- end }}
