{{/* Egress to the service's dependencies, ingress of requests for health and metrics. */}}
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
{{- /* Without REDIS_HOST, REDIS_PORT is that of the primary which the Sentinels name. */ -}}
{{- range splitList "," ($config.REDIS_HOST | default "localhost") -}}
{{- $ports = append $ports (regexFind ":[0-9]+$" (. | trim) | trimPrefix ":" | default ($config.REDIS_PORT | default "6379")) -}}
{{- end -}}
{{- with $config.REDIS_SENTINELS -}}
{{- range splitList "," . -}}
{{- $ports = append $ports (regexFind ":[0-9]+$" (. | trim) | trimPrefix ":" | default "26379") -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- with $config.KAFKA_OAUTH_TOKEN_URL -}}
{{- $authority := regexReplaceAll "^https?://([^/?]*).*$" . "${1}" -}}
{{- $port := regexFind ":[0-9]+$" $authority | trimPrefix ":" -}}
{{- $ports = append $ports ($port | default (hasPrefix "https:" . | ternary "443" "80")) -}}
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
