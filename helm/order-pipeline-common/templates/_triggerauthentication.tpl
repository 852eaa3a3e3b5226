{{/*
KEDA reads the lag from a secured Kafka with the consumer's name and password, out of the pods' environment, and the
authority.
*/}}
{{- define "order-pipeline-common.triggerAuthentication" -}}
{{- $sasl := include "order-pipeline-common.sasl" . -}}
{{- $tls := include "order-pipeline-common.securityProtocol" . | hasSuffix "SSL" -}}
{{- if and .Values.autoscaling.enabled (or $sasl $tls) -}}
{{- $certificate := include "order-pipeline-common.certificateVolume" . | fromYaml -}}
apiVersion: keda.sh/v1alpha1
kind: TriggerAuthentication
{{ include "order-pipeline-common.metadata" (dict "context" .) }}
spec:
  {{- if $sasl }}
  env:
    - parameter: username
      name: KAFKA_CONSUMER_USERNAME
      containerName: {{ .Chart.Name }}
    - parameter: password
      name: KAFKA_CONSUMER_PASSWORD
      containerName: {{ .Chart.Name }}
  {{- end }}
  {{- with $certificate.secret }}
  secretTargetRef:
    - parameter: ca
      name: {{ .secretName | toYaml }}
      key: {{ (first .items).key | toYaml }}
  {{- end }}
  {{- with $certificate.configMap }}
  configMapTargetRef:
    - parameter: ca
      name: {{ .name | toYaml }}
      key: {{ (first .items).key | toYaml }}
  {{- end }}
{{- end }}
{{- end }}
