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

{{/* A replica has work as long as there is a partition for each of its loops. */}}
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

{{- define "order-pipeline-common.scaledObject" -}}
{{- if .Values.autoscaling.enabled -}}
{{- $config := include "order-pipeline-common.config" . | fromJson -}}
{{- $sasl := include "order-pipeline-common.sasl" . -}}
{{- $protocol := $config.KAFKA_SECURITY_PROTOCOL | default (empty $sasl | ternary "PLAINTEXT" "SASL_SSL") -}}
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
        topic: {{ $config.KAFKA_SOURCE_TOPIC | default (index .Chart.Annotations "order-pipeline/source-topic") | quote }}
        lagThreshold: {{ include "order-pipeline-common.text" .Values.autoscaling.lagThreshold | quote }}
        {{- with .Values.autoscaling.activationLagThreshold }}
        activationLagThreshold: {{ include "order-pipeline-common.text" . | quote }}
        {{- end }}
        offsetResetPolicy: earliest
        {{- if $sasl }}
        sasl: {{ $sasl }}
        {{- end }}
        {{- if hasSuffix "SSL" $protocol }}
        tls: enable
        {{- end }}
      {{- if or $sasl (hasSuffix "SSL" $protocol) }}
      authenticationRef:
        name: {{ include "order-pipeline-common.fullname" . | toYaml }}
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
{{ include "order-pipeline-common.metadata" (dict "context" .) }}
spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/instance: {{ .Release.Name | toYaml }}
    matchExpressions:
      - key: app.kubernetes.io/name
        operator: In
        values:
          - {{ include "order-pipeline-common.name" . | toYaml }}
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
              {{- include "order-pipeline-common.selectorLabelsOf" (list $ "test") | nindent 14 }}
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

{{/* A time of Prometheus in milliseconds. */}}
{{- define "order-pipeline-common.milliseconds" -}}
{{- $units := dict "ms" 1 "s" 1000 "m" 60000 "h" 3600000 "d" 86400000 "w" 604800000 "y" 31536000000 -}}
{{- $total := 0 -}}
{{- range regexFindAll "[0-9]+[a-z]+" . -1 -}}
{{- $unit := regexFind "[a-z]+$" . -}}
{{- $total = add $total (mul (trimSuffix $unit . | int64) (get $units $unit)) -}}
{{- end -}}
{{ $total }}
{{- end }}

{{- define "order-pipeline-common.serviceMonitor" -}}
{{- if .Values.serviceMonitor.enabled -}}
{{- $namespace := .Values.serviceMonitor.namespace -}}
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
{{ include "order-pipeline-common.metadata" (dict "context" . "namespace" $namespace "labels" .Values.serviceMonitor.labels) }}
spec:
  {{- if $namespace }}
  namespaceSelector:
    matchNames:
      - {{ include "order-pipeline-common.namespace" . | toYaml }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "order-pipeline-common.selectorLabels" . | nindent 6 }}
  endpoints:
    {{- with .Values.serviceMonitor }}
    - port: http
      path: /prometheus
      interval: {{ .interval }}
      {{- with .scrapeTimeout }}
      {{- if gt (include "order-pipeline-common.milliseconds" . | int64) (include "order-pipeline-common.milliseconds" $.Values.serviceMonitor.interval | int64) }}
      {{- fail (printf "serviceMonitor.scrapeTimeout is %s, longer than serviceMonitor.interval: %s" . $.Values.serviceMonitor.interval) }}
      {{- end }}
      scrapeTimeout: {{ . }}
      {{- end }}
      honorLabels: {{ kindIs "invalid" .honorLabels | ternary true .honorLabels }}
      {{- with .relabelings }}
      relabelings:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .metricRelabelings }}
      metricRelabelings:
        {{- toYaml . | nindent 8 }}
      {{- end }}
    {{- end }}
{{- end }}
{{- end }}
