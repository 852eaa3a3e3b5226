{{- define "order-pipeline-common.scaledObject" -}}
{{- if .Values.autoscaling.enabled -}}
{{- $config := include "order-pipeline-common.config" . | fromJson -}}
{{- $sasl := include "order-pipeline-common.sasl" . -}}
{{- $tls := include "order-pipeline-common.securityProtocol" . | hasSuffix "SSL" -}}
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
{{ include "order-pipeline-common.metadata" (dict "context" . "annotations" .Values.autoscaling.annotations) }}
spec:
  scaleTargetRef:
    name: {{ include "order-pipeline-common.fullname" . | toYaml }}
  maxReplicaCount: {{ include "order-pipeline-common.maxReplicas" . }}
  {{- $numbers := dict
      "minReplicaCount" .Values.autoscaling.minReplicas
      "pollingInterval" .Values.autoscaling.pollingInterval
      "cooldownPeriod" .Values.autoscaling.cooldownPeriod }}
  {{- include "order-pipeline-common.numbers" $numbers | nindent 2 }}
  {{- with .Values.autoscaling.fallback }}
  fallback:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.autoscaling.behavior }}
  advanced:
    horizontalPodAutoscalerConfig:
      behavior:
        {{- toYaml . | nindent 8 }}
  {{- end }}
  triggers:
    - type: kafka
      metadata:
        bootstrapServers: {{ include "order-pipeline-common.bootstrapServers" . | quote }}
        consumerGroup: {{ $config.KAFKA_CONSUMER_GROUP | default .Chart.Name | quote }}
        topic: {{ include "order-pipeline-common.sourceTopic" . | quote }}
        lagThreshold: {{ include "order-pipeline-common.text" .Values.autoscaling.lagThreshold | quote }}
        {{- with .Values.autoscaling.activationLagThreshold }}
        activationLagThreshold: {{ include "order-pipeline-common.text" . | quote }}
        {{- end }}
        offsetResetPolicy: earliest
        {{- if $sasl }}
        sasl: {{ $sasl }}
        {{- end }}
        {{- if $tls }}
        tls: enable
        {{- end }}
      {{- if or $sasl $tls }}
      authenticationRef:
        name: {{ include "order-pipeline-common.fullname" . | toYaml }}
      {{- end }}
{{- end }}
{{- end }}

{{/* A replica is idle without a partition for each of its loops. */}}
{{- define "order-pipeline-common.maxReplicas" -}}
{{- $config := include "order-pipeline-common.config" . | fromJson -}}
{{- with .Values.autoscaling -}}
{{- $min := max 1 .minReplicas -}}
{{- if and .maxReplicas (lt (int64 .maxReplicas) $min) -}}
{{- fail (printf "autoscaling.maxReplicas is %d, less than autoscaling.minReplicas: %d" (int64 .maxReplicas) $min) -}}
{{- end -}}
{{ int64 .maxReplicas | default (max $min (div .partitions ($config.CONCURRENCY | default "1" | int64))) }}
{{- end -}}
{{- end }}
