{{/* All objects of a service: a service's chart has no other template. */}}
{{- define "order-pipeline-common.all" -}}
{{- range $object := list "serviceAccount" "configMap" "secret" "deployment" "service" "podDisruptionBudget" "scaledObject" "triggerAuthentication" "networkPolicy" "serviceMonitor" "prometheusRule" "redrive" "test" "extraObjects" }}
{{- with include (printf "order-pipeline-common.%s" $object) $ }}
---
{{ . | trim }}
{{- end }}
{{- end }}
{{- end }}
