{{- define "order-pipeline-common.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ include "order-pipeline-common.serviceAccountName" . }}
  namespace: {{ .Release.Namespace }}
  labels:
    {{- include "order-pipeline-common.labels" . | nindent 4 }}
  {{- with .Values.serviceAccount.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
automountServiceAccountToken: false
{{- end }}
{{- end }}

{{- define "order-pipeline-common.deployment" -}}
apiVersion: apps/v1
kind: Deployment
{{ include "order-pipeline-common.metadata" (list .) }}
  {{- with .Values.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- if not .Values.autoscaling.enabled }}
  replicas: {{ .Values.replicaCount }}
  {{- end }}
  revisionHistoryLimit: {{ .Values.revisionHistoryLimit }}
  strategy:
    {{- include "order-pipeline-common.strategy" . | nindent 4 }}
  selector:
    matchLabels:
      {{- include "order-pipeline-common.selectorLabels" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "order-pipeline-common.labels" . | nindent 8 }}
        {{- with .Values.podLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        # A changed setting takes new pods.
        checksum/config: {{ include "order-pipeline-common.config" . | sha256sum }}
        checksum/secrets: {{ include "order-pipeline-common.secrets" . | sha256sum }}
        {{- with .Values.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      {{- include "order-pipeline-common.podSpec" (list . "Always" (include "order-pipeline-common.serving" .)) | nindent 6 }}
      {{- with include "order-pipeline-common.spread" . }}
      topologySpreadConstraints:
        {{- . | nindent 8 }}
      {{- end }}
{{- end }}

{{/*
No more consumers than before, at any time. A single pod is recreated: Helm, told to wait, would not wait for the only pod
of a Deployment that may be without one.
*/}}
{{- define "order-pipeline-common.strategy" -}}
{{- if .Values.strategy -}}
{{ toYaml .Values.strategy }}
{{- else if and (le (int .Values.replicaCount) 1) (not .Values.autoscaling.enabled) -}}
type: Recreate
{{- else -}}
type: RollingUpdate
rollingUpdate:
  maxSurge: 0
  maxUnavailable: 1
{{- end -}}
{{- end }}

{{/* Spread are the service's own pods, where a constraint does not say which. */}}
{{- define "order-pipeline-common.spread" -}}
{{- $constraints := list -}}
{{- $ownPods := dict "matchLabels" (include "order-pipeline-common.selectorLabels" . | fromYaml) -}}
{{- range .Values.topologySpreadConstraints -}}
{{- $constraints = append $constraints (merge (dict) . (dict "labelSelector" $ownPods)) -}}
{{- end -}}
{{- with $constraints }}{{ toYaml . }}{{ end -}}
{{- end }}

{{- define "order-pipeline-common.serving" -}}
ports:
  - name: http
    containerPort: {{ .Values.containerPort }}
    protocol: TCP
{{- range $probe, $settings := .Values.probes }}
{{ $probe }}Probe:
  httpGet:
    path: {{ $settings.path }}
    port: http
  {{- omit $settings "path" | toYaml | nindent 2 }}
{{- end }}
{{- with .Values.lifecycle }}
lifecycle:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "order-pipeline-common.service" -}}
apiVersion: v1
kind: Service
{{ include "order-pipeline-common.metadata" (list .) }}
  {{- with .Values.service.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  type: {{ .Values.service.type }}
  selector:
    {{- include "order-pipeline-common.selectorLabels" . | nindent 4 }}
  ports:
    - name: http
      port: {{ .Values.service.port }}
      targetPort: http
      protocol: TCP
{{- end }}

{{/* The name holds the revision: a Job can't be changed, and every upgrade that asks for it is to run it. */}}
{{- define "order-pipeline-common.redrive" -}}
{{- if .Values.redrive.enabled -}}
apiVersion: batch/v1
kind: Job
{{ include "order-pipeline-common.metadata" (list . (printf "redrive-%d" .Release.Revision)) }}
spec:
  backoffLimit: 0
  ttlSecondsAfterFinished: {{ .Values.redrive.ttlSecondsAfterFinished }}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: {{ include "order-pipeline-common.name" . }}-redrive
        app.kubernetes.io/instance: {{ .Release.Name }}
    spec:
      {{- $args := dict "args" (concat (list "dead-letters" "redrive") .Values.redrive.arguments) | toYaml }}
      {{- include "order-pipeline-common.podSpec" (list . "Never" $args) | nindent 6 }}
{{- end }}
{{- end }}

{{/* Asks from within the cluster, with the service's own image: no other has to be pulled. */}}
{{- define "order-pipeline-common.test" -}}
apiVersion: v1
kind: Pod
metadata:
  name: {{ include "order-pipeline-common.fullname" . }}-test
  namespace: {{ .Release.Namespace }}
  # Not those of the service's own pods: nobody is to be sent to this one.
  labels:
    app.kubernetes.io/name: {{ include "order-pipeline-common.name" . }}-test
    app.kubernetes.io/instance: {{ .Release.Name }}
  annotations:
    helm.sh/hook: test
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
spec:
  restartPolicy: Never
  serviceAccountName: {{ include "order-pipeline-common.serviceAccountName" . }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  {{- with .Values.imagePullSecrets | default (.Values.global | default dict).imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- range $field := list "nodeSelector" "tolerations" }}
  {{- with index $.Values $field }}
  {{ $field }}:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- end }}
  {{- with .Values.podSecurityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  containers:
    - name: readiness
      image: {{ include "order-pipeline-common.image" . }}
      imagePullPolicy: {{ include "order-pipeline-common.pullPolicy" . }}
      {{- with .Values.securityContext }}
      securityContext:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      command: [java, -Xmx8m, -Xmn2m, -cp, /app/health-probe.jar, dev.orderpipeline.common.health.HealthProbe]
      args: ["http://{{ include "order-pipeline-common.fullname" . }}:{{ .Values.service.port }}/health/readiness"]
      resources:
        requests: {cpu: 50m, memory: 64Mi}
        limits: {memory: 128Mi}
{{- end }}
