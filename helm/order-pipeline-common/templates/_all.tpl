{{/* Every object of a service. A chart's templates hold nothing but this include. */}}
{{- define "order-pipeline-common.all" -}}
{{- range $object := list "serviceAccount" "configMap" "secret" "deployment" "service" "podDisruptionBudget" "scaledObject" "triggerAuthentication" "networkPolicy" "serviceMonitor" "redrive" "test" "extraObjects" }}
{{- with include (printf "order-pipeline-common.%s" $object) $ }}
---
{{ . | trim }}
{{- end }}
{{- end }}
{{- end }}
