{{- define "order-pipeline-common.podDisruptionBudget" -}}
{{- if .Values.podDisruptionBudget.enabled -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
{{ include "order-pipeline-common.metadata" (list .) }}
spec:
  maxUnavailable: {{ .Values.podDisruptionBudget.maxUnavailable }}
  selector:
    matchLabels:
      {{- include "order-pipeline-common.selectorLabels" . | nindent 6 }}
{{- end }}
{{- end }}

{{- define "order-pipeline-common.bootstrapServers" -}}
{{- $config := include "order-pipeline-common.config" . | fromJson -}}
{{ $config.KAFKA_BOOTSTRAP_SERVERS | default (printf "%s:%s" ($config.KAFKA_HOST | default "localhost") ($config.KAFKA_PORT | default "9092")) }}
{{- end }}

{{/* Whether the brokers ask for a password; a name that only an existing Secret holds shows in the protocol. */}}
{{- define "order-pipeline-common.sasl" -}}
{{- $config := include "order-pipeline-common.config" . | fromJson -}}
{{- if or $config.KAFKA_CONSUMER_USERNAME (hasPrefix "SASL" ($config.KAFKA_SECURITY_PROTOCOL | default "")) -}}
{{ $config.KAFKA_SASL_MECHANISM | default "SCRAM-SHA-512" | replace "SCRAM-SHA-" "scram_sha" | replace "PLAIN" "plaintext" }}
{{- end -}}
{{- end }}

{{- define "order-pipeline-common.scaledObject" -}}
{{- if .Values.autoscaling.enabled -}}
{{- $config := include "order-pipeline-common.config" . | fromJson -}}
{{- $sasl := include "order-pipeline-common.sasl" . -}}
{{- $protocol := $config.KAFKA_SECURITY_PROTOCOL | default (empty $sasl | ternary "PLAINTEXT" "SASL_SSL") -}}
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
{{ include "order-pipeline-common.metadata" (list .) }}
spec:
  scaleTargetRef:
    name: {{ include "order-pipeline-common.fullname" . }}
  minReplicaCount: {{ .Values.autoscaling.minReplicas }}
  # A replica has work as long as there is a partition for each of its loops.
  maxReplicaCount: {{ max 1 .Values.autoscaling.minReplicas (div .Values.autoscaling.partitions ($config.CONCURRENCY | default "1" | int)) }}
  pollingInterval: {{ .Values.autoscaling.pollingInterval }}
  cooldownPeriod: {{ .Values.autoscaling.cooldownPeriod }}
  triggers:
    - type: kafka
      metadata:
        bootstrapServers: {{ include "order-pipeline-common.bootstrapServers" . | quote }}
        consumerGroup: {{ $config.KAFKA_CONSUMER_GROUP | default .Chart.Name | quote }}
        topic: {{ $config.KAFKA_SOURCE_TOPIC | default (index .Chart.Annotations "order-pipeline/source-topic") | quote }}
        lagThreshold: {{ .Values.autoscaling.lagThreshold | toString | quote }}
        offsetResetPolicy: earliest
        {{- if $sasl }}
        sasl: {{ $sasl }}
        {{- end }}
        {{- if hasSuffix "SSL" $protocol }}
        tls: enable
        {{- end }}
      {{- if or $sasl (hasSuffix "SSL" $protocol) }}
      authenticationRef:
        name: {{ include "order-pipeline-common.fullname" . }}
      {{- end }}
{{- end }}
{{- end }}

{{/*
What KEDA needs to ask a secured Kafka for the lag: the consumer's name and password, which it finds as the pods do, and
the authority.
*/}}
{{- define "order-pipeline-common.triggerAuthentication" -}}
{{- $config := include "order-pipeline-common.config" . | fromJson -}}
{{- $sasl := include "order-pipeline-common.sasl" . -}}
{{- if and .Values.autoscaling.enabled (or $sasl (eq ($config.KAFKA_SECURITY_PROTOCOL | default "") "SSL")) -}}
{{- $certificate := include "order-pipeline-common.certificateVolume" . | fromYaml -}}
apiVersion: keda.sh/v1alpha1
kind: TriggerAuthentication
{{ include "order-pipeline-common.metadata" (list .) }}
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
      name: {{ .secretName }}
      key: {{ (first .items).key }}
  {{- end }}
  {{- with $certificate.configMap }}
  configMapTargetRef:
    - parameter: ca
      name: {{ .name }}
      key: {{ (first .items).key }}
  {{- end }}
{{- end }}
{{- end }}

{{/* Lets the service out to its servers, and in who may ask for health and metrics. */}}
{{- define "order-pipeline-common.networkPolicy" -}}
{{- if .Values.networkPolicy.enabled -}}
{{- $config := include "order-pipeline-common.config" . | fromJson -}}
{{- $ports := list -}}
{{- range splitList "," (include "order-pipeline-common.bootstrapServers" .) -}}
{{- $ports = append $ports (splitList ":" . | last) -}}
{{- end -}}
{{- range splitList "," ($config.PG_HOST | default "localhost") -}}
{{- $port := regexFind ":[0-9]+$" . | trimPrefix ":" -}}
{{- $ports = append $ports ($port | default ($config.PG_PORT | default "5432")) -}}
{{- end -}}
{{- if hasKey .Values.config "REDIS_HOST" -}}
{{- $ports = append $ports ($config.REDIS_PORT | default "6379") -}}
{{- end -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
{{ include "order-pipeline-common.metadata" (list .) }}
spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/instance: {{ .Release.Name }}
    matchExpressions:
      - key: app.kubernetes.io/name
        operator: In
        values:
          - {{ include "order-pipeline-common.name" . }}
          - {{ include "order-pipeline-common.name" . }}-redrive
  policyTypes: [Ingress, Egress]
  ingress:
    - ports:
        - port: http
          protocol: TCP
      {{- with .Values.networkPolicy.ingressFrom }}
      from:
        - podSelector:
            matchLabels:
              app.kubernetes.io/name: {{ include "order-pipeline-common.name" $ }}-test
              app.kubernetes.io/instance: {{ $.Release.Name }}
        {{- toYaml . | nindent 8 }}
      {{- end }}
  egress:
    - ports:
        - port: 53
          protocol: UDP
        - port: 53
          protocol: TCP
    - ports:
        {{- range uniq $ports }}
        - port: {{ . | trim }}
          protocol: TCP
        {{- end }}
      {{- with .Values.networkPolicy.egressTo }}
      to:
        {{- toYaml . | nindent 8 }}
      {{- end }}
    {{- with .Values.networkPolicy.extraEgress }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end }}
{{- end }}

{{- define "order-pipeline-common.serviceMonitor" -}}
{{- if .Values.serviceMonitor.enabled -}}
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
{{ include "order-pipeline-common.metadata" (list .) }}
    {{- with .Values.serviceMonitor.labels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  selector:
    matchLabels:
      {{- include "order-pipeline-common.selectorLabels" . | nindent 6 }}
  endpoints:
    - port: http
      path: /prometheus
      interval: {{ .Values.serviceMonitor.interval }}
{{- end }}
{{- end }}
