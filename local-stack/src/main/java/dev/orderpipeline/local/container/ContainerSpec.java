package dev.orderpipeline.local.container;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The specification of a server's container.
 *
 * @param environment set in addition to the image's own
 * @param ports where it listens, inside and, on the loopback address, outside
 * @param folders of this machine, which it finds under the same paths
 */
public record ContainerSpec(
        String image, List<String> command, Map<String, String> environment, List<Integer> ports, List<Path> folders) {}
