package javax.imageio.spi;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * A registry of service providers for any category of services.
 *
 * Java has let this class register image plug-ins alone since version 9; the coordinate library inside the test suite for
 * WFS 2.0 keeps its factories in it. Put in place of Java's own class while the suite runs (--patch-module java.desktop),
 * and only there: the suite reads and writes no pictures.
 */
public class ServiceRegistry {
    /** Whether a provider is wanted. */
    public interface Filter {
        boolean filter(Object provider);
    }

    private final Map<Class<?>, List<Object>> providers = new LinkedHashMap<>();
    // category -> pairs of providers, the first of which comes first
    private final Map<Class<?>, List<Object[]>> orders = new LinkedHashMap<>();

    public ServiceRegistry(Iterator<Class<?>> categories) {
        while (categories.hasNext()) {
            Class<?> category = categories.next();
            providers.put(category, new ArrayList<>());
            orders.put(category, new ArrayList<>());
        }
    }

    public static <T> Iterator<T> lookupProviders(Class<T> category, ClassLoader loader) {
        ServiceRegistry.class.getModule().addUses(category); // java.desktop says so of image plug-ins alone
        return ServiceLoader.load(category, loader).iterator();
    }

    public static <T> Iterator<T> lookupProviders(Class<T> category) {
        return lookupProviders(category, Thread.currentThread().getContextClassLoader());
    }

    public Iterator<Class<?>> getCategories() {
        return providers.keySet().iterator();
    }

    private List<Object> of(Class<?> category) {
        List<Object> found = providers.get(category);
        if (found == null) {
            throw new IllegalArgumentException("category unknown");
        }
        return found;
    }

    public synchronized <T> boolean registerServiceProvider(T provider, Class<T> category) {
        List<Object> found = of(category);
        if (!category.isInstance(provider)) {
            throw new ClassCastException();
        }
        for (Object known : found) {
            if (known.getClass() == provider.getClass()) {
                deregisterServiceProvider(category.cast(known), category);
                add(provider, category);
                return false;
            }
        }
        add(provider, category);
        return true;
    }

    private void add(Object provider, Class<?> category) {
        of(category).add(provider);
        if (provider instanceof RegisterableService) {
            ((RegisterableService) provider).onRegistration(this, category);
        }
    }

    @SuppressWarnings("unchecked")
    public void registerServiceProvider(Object provider) {
        for (Class<?> category : new ArrayList<>(providers.keySet())) {
            if (category.isInstance(provider)) {
                registerServiceProvider(provider, (Class<Object>) category);
            }
        }
    }

    public void registerServiceProviders(Iterator<?> several) {
        while (several.hasNext()) {
            registerServiceProvider(several.next());
        }
    }

    public synchronized <T> boolean deregisterServiceProvider(T provider, Class<T> category) {
        boolean was = of(category).removeIf(known -> known == provider);
        orders.get(category).removeIf(pair -> pair[0] == provider || pair[1] == provider);
        if (was && provider instanceof RegisterableService) {
            ((RegisterableService) provider).onDeregistration(this, category);
        }
        return was;
    }

    @SuppressWarnings("unchecked")
    public void deregisterServiceProvider(Object provider) {
        for (Class<?> category : new ArrayList<>(providers.keySet())) {
            deregisterServiceProvider(provider, (Class<Object>) category);
        }
    }

    public synchronized boolean contains(Object provider) {
        return providers.values().stream().anyMatch(known -> known.stream().anyMatch(one -> one == provider));
    }

    public <T> Iterator<T> getServiceProviders(Class<T> category, boolean ordered) {
        return getServiceProviders(category, null, ordered);
    }

    @SuppressWarnings("unchecked")
    public synchronized <T> Iterator<T> getServiceProviders(Class<T> category, Filter filter, boolean ordered) {
        List<T> found = new ArrayList<>();
        for (Object one : ordered ? sorted(category) : of(category)) {
            if (filter == null || filter.filter(one)) {
                found.add((T) one);
            }
        }
        return found.iterator();
    }

    /** The providers so that in each kept pair the first comes first; pairs in a circle are broken where they close. */
    private List<Object> sorted(Class<?> category) {
        List<Object> left = new ArrayList<>(of(category));
        List<Object> done = new ArrayList<>();
        while (!left.isEmpty()) {
            Object next = left.get(0);
            for (Object one : left) {
                if (orders.get(category).stream().noneMatch(pair -> pair[1] == one && left.contains(pair[0]))) {
                    next = one;
                    break;
                }
            }
            left.remove(next);
            done.add(next);
        }
        return done;
    }

    public synchronized <T> T getServiceProviderByClass(Class<T> wanted) {
        for (List<Object> known : providers.values()) {
            for (Object one : known) {
                if (wanted.isInstance(one)) {
                    return wanted.cast(one);
                }
            }
        }
        return null;
    }

    public synchronized <T> boolean setOrdering(Class<T> category, T first, T second) {
        if (first == null || second == null || first == second) {
            throw new IllegalArgumentException("two providers are needed");
        }
        unsetOrdering(category, first, second);
        return orders.get(category).add(new Object[] {first, second});
    }

    public synchronized <T> boolean unsetOrdering(Class<T> category, T first, T second) {
        of(category);
        return orders.get(category).removeIf(
                pair -> (pair[0] == first && pair[1] == second) || (pair[0] == second && pair[1] == first));
    }

    @SuppressWarnings("unchecked")
    public synchronized void deregisterAll(Class<?> category) {
        for (Object one : new ArrayList<>(of(category))) {
            deregisterServiceProvider(one, (Class<Object>) category);
        }
    }

    public synchronized void deregisterAll() {
        providers.keySet().forEach(this::deregisterAll);
    }
}
