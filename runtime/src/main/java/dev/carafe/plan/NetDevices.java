package dev.carafe.plan;

import dev.carafe.spec.NetDevice;
import java.util.Map;

/** {@code linux.netDevices}: before any hook runs, as in runc. */
final class NetDevices {
    private static final String POINTER = "/linux/netDevices";

    private final Context context;

    NetDevices(Context context) {
        this.context = context;
    }

    /** Has the client move them while init waits. */
    void move() {
        for (Map.Entry<String, NetDevice> device :
                context.config().linux().netDevices().entrySet()) {
            String name = device.getValue().name();
            String newName = name == null || name.isEmpty() ? device.getKey() : name;
            context.program()
                    .add(
                            Phase.PARENT,
                            new CloneOperation.MoveNetDevice(device.getKey(), newName),
                            Pointers.at(POINTER, device.getKey()));
        }
    }
}
