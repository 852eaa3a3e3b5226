{{- define "order-pipeline-common.podDisruptionBudget" -}}
{{- with .Values.podDisruptionBudget }}
{{- if .enabled -}}
{{- $given := dict -}}
{{- range $name := list "minAvailable" "maxUnavailable" -}}
{{- $value := index $.Values.podDisruptionBudget $name -}}
{{- if include "order-pipeline-common.isSet" $value -}}
{{- $_ := set $given $name $value -}}
{{- end -}}
{{- end -}}
{{- if gt (len $given) 1 -}}
{{- fail "podDisruptionBudget.minAvailable and podDisruptionBudget.maxUnavailable exclude each other: leave one of them blank" -}}
{{- end -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
{{ include "order-pipeline-common.metadata" (dict "context" $) }}
spec:
  {{- $given | default (dict "maxUnavailable" 1) | toYaml | nindent 2 }}
  {{- with .unhealthyPodEvictionPolicy }}
  unhealthyPodEvictionPolicy: {{ . }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "order-pipeline-common.selectorLabels" $ | nindent 6 }}
{{- end }}
{{- end }}
{{- end }}
