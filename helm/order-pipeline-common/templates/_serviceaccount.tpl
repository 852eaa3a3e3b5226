{{- define "order-pipeline-common.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
apiVersion: v1
kind: ServiceAccount
{{ include "order-pipeline-common.metadata" (dict "context" . "name" .Values.serviceAccount.name "annotations" .Values.serviceAccount.annotations) }}
automountServiceAccountToken: {{ .Values.serviceAccount.automount | default false }}
{{- end }}
{{- end }}
