package main

import (
	"maps"
	"slices"
	"strconv"
)

// places are the paths to all values below v.
func places(v any) (paths [][]string) {
	below := func(key string, value any) {
		paths = append(paths, []string{key})
		for _, path := range places(value) {
			paths = append(paths, append([]string{key}, path...))
		}
	}
	switch v := v.(type) {
	case object:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			below(key, v[key])
		}
	case []any:
		for i, value := range v {
			below(strconv.Itoa(i), value)
		}
	}
	return paths
}

func lookup(v any, path []string) (any, bool) {
	for _, key := range path {
		switch parent := v.(type) {
		case object:
			value, ok := parent[key]
			if !ok {
				return nil, false
			}
			v = value
		case []any:
			i, err := strconv.Atoi(key)
			if err != nil || i >= len(parent) {
				return nil, false
			}
			v = parent[i]
		default:
			return nil, false
		}
	}
	return v, true
}

// set replaces the value at a path that exists.
func set(v any, path []string, value any) {
	last := len(path) - 1
	parent, _ := lookup(v, path[:last])
	switch parent := parent.(type) {
	case object:
		parent[path[last]] = value
	case []any:
		i, _ := strconv.Atoi(path[last])
		parent[i] = value
	}
}

// remove takes a member out of its object; elements of lists stay.
func remove(v any, path []string) bool {
	last := len(path) - 1
	parent, _ := lookup(v, path[:last])
	members, ok := parent.(object)
	if ok {
		delete(members, path[last])
	}
	return ok
}
