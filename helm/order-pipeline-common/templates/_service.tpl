{{- define "order-pipeline-common.service" -}}
apiVersion: v1
kind: Service
{{ include "order-pipeline-common.metadata" (dict "context" . "labels" .Values.service.labels "annotations" .Values.service.annotations) }}
spec:
  type: {{ .Values.service.type }}
  selector:
    {{- include "order-pipeline-common.selectorLabels" . | nindent 4 }}
  ports:
    - name: http
      port: {{ int64 .Values.service.port }}
      targetPort: http
      {{- with include "order-pipeline-common.numbers" (pick .Values.service "nodePort") }}
      {{- . | nindent 6 }}
      {{- end }}
      protocol: TCP
{{- end }}
