package dev.orderpipeline.helm;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/** Rendered objects, read as strictly as the API server reads them with {@code --validate=strict}. */
final class KubernetesObjects {

    /** Defined by operators in the cluster: the Kubernetes API has no models of them. */
    private static final Set<String> CUSTOM = Set.of(
            "external-secrets.io/v1/ExternalSecret",
            "keda.sh/v1alpha1/ScaledObject",
            "keda.sh/v1alpha1/TriggerAuthentication",
            "monitoring.coreos.com/v1/PrometheusRule",
            "monitoring.coreos.com/v1/ServiceMonitor");

    private static final Map<String, Model> MODELS = Map.of(
            "v1/ConfigMap", V1ConfigMap::validateJsonElement,
            "v1/Pod", V1Pod::validateJsonElement,
            "v1/Secret", V1Secret::validateJsonElement,
            "v1/Service", V1Service::validateJsonElement,
            "v1/ServiceAccount", V1ServiceAccount::validateJsonElement,
            "apps/v1/Deployment", V1Deployment::validateJsonElement,
            "batch/v1/Job", V1Job::validateJsonElement,
            "networking.k8s.io/v1/NetworkPolicy", V1NetworkPolicy::validateJsonElement,
            "policy/v1/PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement);

    private KubernetesObjects() {}

    private interface Model {
        void validate(JsonElement object) throws IOException;
    }

    /** The specification of every pod: of pods themselves, and of what creates them. */
    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> pods(List<Map<String, Object>> objects) {
        return objects.stream()
                .flatMap(object -> object.get("kind").equals("Pod")
                        ? Stream.of(object.get("spec"))
                        : Fields.values(object, "template").map(template -> ((Map<?, ?>) template).get("spec")))
                .map(spec -> (Map<String, Object>) spec)
                .toList();
    }

    /**
     * @throws org.yaml.snakeyaml.error.YAMLException for text that is not YAML, and for a duplicate key
     */
    static List<Map<String, Object>> read(String yaml) {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        return StreamSupport.stream(new Yaml(strict).loadAll(yaml).spliterator(), false)
                .filter(Objects::nonNull)
                .map(KubernetesObjects::object)
                .toList();
    }

    /**
     * @throws IllegalArgumentException for a field that is unknown, missing or of a wrong type
     * @throws AssertionError for a kind that is neither Kubernetes' own nor expected
     */
    static void check(Map<String, Object> object) throws IOException {
        String kind = object.get("apiVersion") + "/" + object.get("kind");
        if (CUSTOM.contains(kind)) {
            return;
        }
        if (!MODELS.containsKey(kind)) {
            throw new AssertionError("There is no model of " + kind);
        }
        MODELS.get(kind).validate(new Gson().toJsonTree(object));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object document) {
        return (Map<String, Object>) document;
    }
}
