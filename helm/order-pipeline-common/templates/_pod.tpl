{{/*
What the service's pods and the Job that redrives dead letters have in common. Arguments: the chart's context, the pod's
restart policy, and what is only in this container, as YAML.
*/}}
{{- define "order-pipeline-common.podSpec" -}}
{{- $container := index . 2 -}}
{{- $restartPolicy := index . 1 -}}
{{- $context := index . 0 -}}
{{- with $context -}}
serviceAccountName: {{ include "order-pipeline-common.serviceAccountName" . }}
automountServiceAccountToken: false
# Kubernetes would set KAFKA_PORT and the like to the addresses of Services that happen to be called so.
enableServiceLinks: false
restartPolicy: {{ $restartPolicy }}
terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
{{- with .Values.imagePullSecrets | default (.Values.global | default dict).imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.podSecurityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- range $field := list "nodeSelector" "affinity" "tolerations" "hostAliases" "initContainers" }}
{{- with index $context.Values $field }}
{{ $field }}:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
containers:
  - name: {{ .Chart.Name }}
    image: {{ include "order-pipeline-common.image" . }}
    imagePullPolicy: {{ include "order-pipeline-common.pullPolicy" . }}
    {{- with .Values.securityContext }}
    securityContext:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    envFrom:
      - configMapRef:
          name: {{ include "order-pipeline-common.fullname" . }}
      {{- if include "order-pipeline-common.secrets" . | fromJson }}
      - secretRef:
          name: {{ include "order-pipeline-common.fullname" . }}
      {{- end }}
      {{- with include "order-pipeline-common.existingSecret" . }}
      - secretRef:
          name: {{ . }}
      {{- end }}
      {{- with .Values.extraEnvFrom }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
    {{- $env := .Values.extraEnv }}
    {{- with .Values.javaOptions }}
    {{- $env = prepend $env (dict "name" "JDK_JAVA_OPTIONS" "value" .) }}
    {{- end }}
    {{- with $env }}
    env:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- $container | nindent 4 }}
    {{- with .Values.resources }}
    resources:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    volumeMounts:
      - name: tmp
        mountPath: /tmp
      {{- if include "order-pipeline-common.certificateVolume" . }}
      - name: certificate
        mountPath: {{ dir (include "order-pipeline-common.config" . | fromJson).CERTIFICATE_PATH }}
        readOnly: true
      {{- end }}
      {{- with .Values.extraVolumeMounts }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
  {{- with eq $restartPolicy "Always" | ternary .Values.extraContainers list }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
volumes:
  - name: tmp
    emptyDir: {}
  {{- with include "order-pipeline-common.certificateVolume" . }}
  - name: certificate
    {{- . | nindent 4 }}
  {{- end }}
  {{- with .Values.extraVolumes }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}
{{- end }}
