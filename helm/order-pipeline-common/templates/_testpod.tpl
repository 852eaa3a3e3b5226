{{/*
Requests readiness from within the cluster, with the service's own image: no other has to be pulled. Its labels are not
those of the service's own pods: no request is to be routed to this one.
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
