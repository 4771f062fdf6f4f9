// Checks a VMware Cloud Director with go-vcloud-director, the library of Terraform's provider and of the cluster API
// provider. It prints one line per check, `ok NAME` or `not ok NAME: why`, and ends with 1 when one failed.
package main

import (
	"flag"
	"fmt"
	"net/url"
	"os"
	"strings"

	"github.com/vmware/go-vcloud-director/v3/govcd"
)

// People and places of the cloud that is checked.
type places struct {
	endpoint, apiVersion                string
	tenant, tenantUser, otherTenant     string
	administrator, password             string
	vdc, network, catalog, templateName string
	cluster, task                       string
}

type check struct {
	name string
	run  func() error
}

// attempt takes a panic for a failure: the library follows pointers that an incomplete answer leaves empty.
func (c check) attempt() (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v", cause)
		}
	}()
	return c.run()
}

func main() {
	p := places{}
	flag.StringVar(&p.endpoint, "url", "", "base address, without /api")
	flag.StringVar(&p.apiVersion, "api-version", "", "instead of the library's own choice")
	flag.StringVar(&p.tenant, "org", "acme", "organization")
	flag.StringVar(&p.tenantUser, "user", "alice", "administrator of the organization")
	flag.StringVar(&p.otherTenant, "other-org", "globex", "organization that the user must not see")
	flag.StringVar(&p.administrator, "administrator", "administrator", "user of System")
	flag.StringVar(&p.password, "password", "secret", "of both")
	flag.StringVar(&p.vdc, "vdc", "acme-vdc", "")
	flag.StringVar(&p.network, "network", "acme-net", "")
	flag.StringVar(&p.catalog, "catalog", "cse", "shared catalog")
	flag.StringVar(&p.templateName, "template", "ubuntu-24.04-k8s-1.36", "in the catalog")
	flag.StringVar(&p.cluster, "cluster", "", "of the tenant: only it is looked at")
	flag.StringVar(&p.task, "task", "", "href of the task that made the cluster")
	flag.Parse()
	if err := checkAll(p); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func checkAll(p places) error {
	tenant, err := p.client()
	if err != nil {
		return err
	}
	provider, err := p.client()
	if err != nil {
		return err
	}
	groups := [][]check{clusterChecks(p, tenant)}
	if p.cluster == "" {
		groups = everything(p, tenant, provider)
	}
	failed := 0
	for _, group := range groups {
		for _, check := range group {
			if err := check.attempt(); err != nil {
				failed++
				fmt.Printf("not ok %s: %s\n", check.name, strings.ReplaceAll(err.Error(), "\n", " "))
				continue
			}
			fmt.Printf("ok %s\n", check.name)
		}
	}
	if failed > 0 {
		return fmt.Errorf("%d checks failed", failed)
	}
	return nil
}

// Everything that the simulator is to be good for without a service.
func everything(p places, tenant, provider *govcd.VCDClient) [][]check {
	return [][]check{
		loginChecks(p, tenant, provider),
		readChecks(p, tenant),
		vAppChecks(p, tenant),
		catalogChecks(p, tenant),
		templateChecks(p, tenant),
		pagingChecks(p, tenant),
		peopleChecks(p, tenant),
		openAPIChecks(p, tenant, provider),
		providerChecks(p, provider),
		entityChecks(tenant, provider),
		tokenChecks(p, tenant),
		farewellChecks(tenant, provider),
	}
}

func (p places) client() (*govcd.VCDClient, error) {
	endpoint, err := url.ParseRequestURI(p.endpoint + "/api")
	if err != nil {
		return nil, err
	}
	options := []govcd.VCDClientOption{}
	if p.apiVersion != "" {
		options = append(options, govcd.WithAPIVersion(p.apiVersion))
	}
	return govcd.NewVCDClient(*endpoint, true, options...), nil
}

// equal tells what differs.
func equal[T comparable](what string, actual, expected T) error {
	if actual == expected {
		return nil
	}
	return fmt.Errorf("%s is %v, not %v", what, actual, expected)
}
