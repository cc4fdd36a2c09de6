package fetcher

import (
	"net/url"
	"strconv"
)

// targets are the URLs to ask for, in order, until one answers.
func targets(host string, ports []int, path *url.URL) []*url.URL {
	if len(ports) == 0 {
		ports = []int{443, 80}
	}
	var list []*url.URL
	add := func(scheme string, port int) {
		u := *path
		u.Scheme, u.Host = scheme, hostPort(scheme, host, strconv.Itoa(port))
		list = append(list, &u)
	}
	for _, port := range ports {
		if port != 80 {
			add("https", port)
		}
		if port != 443 {
			add("http", port)
		}
	}
	return list
}
