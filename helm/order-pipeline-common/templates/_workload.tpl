{{- define "order-pipeline-common.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
apiVersion: v1
kind: ServiceAccount
{{ include "order-pipeline-common.metadata" (dict "context" . "name" .Values.serviceAccount.name "annotations" .Values.serviceAccount.annotations) }}
automountServiceAccountToken: {{ .Values.serviceAccount.automount | default false }}
{{- end }}
{{- end }}

{{- define "order-pipeline-common.deployment" -}}
{{- if and .Values.progressDeadlineSeconds (le (int64 .Values.progressDeadlineSeconds) (int64 .Values.minReadySeconds)) -}}
{{- fail "progressDeadlineSeconds has to be larger than minReadySeconds: a pod is not available before these have passed" -}}
{{- end -}}
{{- $checksums := dict
    "checksum/config" (include "order-pipeline-common.config" . | sha256sum)
    "checksum/secrets" (include "order-pipeline-common.secrets" . | sha256sum) -}}
apiVersion: apps/v1
kind: Deployment
{{ include "order-pipeline-common.metadata" (dict "context" . "annotations" .Values.annotations) }}
spec:
  {{- $numbers := dict
      "replicas" (.Values.autoscaling.enabled | ternary "" .Values.replicaCount)
      "revisionHistoryLimit" .Values.revisionHistoryLimit
      "minReadySeconds" .Values.minReadySeconds
      "progressDeadlineSeconds" .Values.progressDeadlineSeconds }}
  {{- include "order-pipeline-common.numbers" $numbers | nindent 2 }}
  strategy:
    {{- include "order-pipeline-common.strategy" . | nindent 4 }}
  selector:
    matchLabels:
      {{- include "order-pipeline-common.selectorLabels" . | nindent 6 }}
  template:
    metadata:
      # A changed setting takes new pods: hence the checksums.
      {{- include "order-pipeline-common.podMetadata" (dict "context" . "labels" .Values.podLabels "annotations" .Values.podAnnotations "fixed" $checksums) | nindent 6 }}
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
    containerPort: {{ int64 .Values.containerPort }}
    protocol: TCP
{{- range $probe, $settings := .Values.probes }}
{{ $probe }}Probe:
  httpGet:
    path: {{ $settings.path | toYaml }}
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

{{/*
A Job can't be changed, so each has a name of its own. The revision: every upgrade that enables it is to run it. The hash:
where manifests are applied without Helm the revision is always 1, and what is another Job has to be one by its name.
*/}}
{{- define "order-pipeline-common.redrive" -}}
{{- if .Values.redrive.enabled -}}
{{- $template := include "order-pipeline-common.redrivePod" . -}}
{{- $hash := printf "%s%s" $template (include "order-pipeline-common.text" .Values.redrive.run) | sha256sum | trunc 8 -}}
{{- $suffix := printf "redrive-%d-%s" .Release.Revision $hash -}}
{{- $name := include "order-pipeline-common.shortened" (list 63 (include "order-pipeline-common.fullname" .) $suffix) -}}
apiVersion: batch/v1
kind: Job
{{ include "order-pipeline-common.metadata" (dict "context" . "name" $name "annotations" .Values.redrive.annotations) }}
spec:
  backoffLimit: 0
  {{- with include "order-pipeline-common.numbers" (pick .Values.redrive "ttlSecondsAfterFinished") }}
  {{- . | nindent 2 }}
  {{- end }}
  template:
    {{- $template | nindent 4 }}
{{- end }}
{{- end }}

{{- define "order-pipeline-common.redrivePod" -}}
metadata:
  {{- include "order-pipeline-common.podMetadata" (dict "context" . "suffix" "redrive" "labels" .Values.podLabels "annotations" .Values.podAnnotations) | nindent 2 }}
spec:
  {{- $args := dict "args" (concat (list "dead-letters" "redrive") .Values.redrive.arguments) | toYaml }}
  {{- include "order-pipeline-common.podSpec" (list . "Never" $args) | nindent 2 }}
{{- end }}

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
      image: {{ include "order-pipeline-common.image" . | toYaml }}
      imagePullPolicy: {{ include "order-pipeline-common.pullPolicy" . }}
      {{- with .Values.securityContext }}
      securityContext:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      command: [bash, /app/health-probe]
      args: ["http://{{ include "order-pipeline-common.fullname" . }}:{{ int64 .Values.service.port }}/health/readiness"]
      resources:
        requests: {cpu: 50m, memory: 64Mi}
        limits: {memory: 128Mi}
{{- end }}
