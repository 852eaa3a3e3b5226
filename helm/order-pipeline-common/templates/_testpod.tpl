{{/*
Requests readiness within the cluster, from the service's own image, which is already pulled. Its labels differ from those
of the service's own pods: the Service routes no requests to it.
*/}}
{{- define "order-pipeline-common.test" -}}
{{- $name := printf "%s-test" (include "order-pipeline-common.fullname" .) -}}
{{- $hook := dict "helm.sh/hook" "test" "helm.sh/hook-delete-policy" "before-hook-creation,hook-succeeded" -}}
apiVersion: v1
kind: Pod
{{ include "order-pipeline-common.metadata" (dict "context" . "name" $name "suffix" "test" "fixed" $hook) }}
spec:
  restartPolicy: Never
  {{- include "order-pipeline-common.podBasics" . | nindent 2 }}
  containers:
    - name: readiness
      {{- include "order-pipeline-common.containerBasics" . | nindent 6 }}
      command: [bash, /app/health-probe]
      args: ["http://{{ include "order-pipeline-common.fullname" . }}:{{ int64 .Values.service.port }}/health/readiness"]
      resources:
        requests: {cpu: 50m, memory: 64Mi}
        limits: {memory: 128Mi}
{{- end }}
