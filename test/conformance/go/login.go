package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/vmware/go-vcloud-director/v3/govcd"
)

func loginChecks(p places, tenant, provider *govcd.VCDClient) []check {
	return []check{
		{"a wrong password is refused", func() error {
			stranger, err := p.client()
			if err != nil {
				return err
			}
			err = stranger.Authenticate(p.tenantUser, "wrong", p.tenant)
			if err == nil || !strings.Contains(err.Error(), "401") {
				return fmt.Errorf("login answered %v", err)
			}
			return nil
		}},
		{"a tenant logs in with a password", func() error {
			return tenant.Authenticate(p.tenantUser, p.password, p.tenant)
		}},
		{"the provider logs in with a password", func() error {
			return provider.Authenticate(p.administrator, p.password, "System")
		}},
		{"the session says who it is", func() error {
			session, err := tenant.Client.GetSessionInfo()
			if err != nil {
				return err
			}
			return errors.Join(
				equal("user", session.User.Name, p.tenantUser),
				equal("org", session.Org.Name, p.tenant),
				equal("role", strings.Join(session.Roles, ","), "Organization Administrator"),
			)
		}},
		{"the session's rights are listed", func() error {
			_, err := tenant.GetExtendedSessionInfo()
			return err
		}},
		{"a bearer token is enough", func() error {
			other, err := p.client()
			if err != nil {
				return err
			}
			return other.SetToken(p.tenant, govcd.BearerTokenHeader, tenant.Client.VCDToken)
		}},
		{"a token that nobody gave out is refused", func() error {
			other, err := p.client()
			if err != nil {
				return err
			}
			if other.SetToken(p.tenant, govcd.BearerTokenHeader, strings.Repeat("x", 64)) == nil {
				return errors.New("it was accepted")
			}
			return nil
		}},
		{"the product tells its version", func() error {
			version, built, err := provider.Client.GetVcdVersion()
			if err != nil {
				return err
			}
			if built.Year() < 2017 {
				return fmt.Errorf("version %s was built %s", version, built)
			}
			return nil
		}},
	}
}

func tokenChecks(p places, tenant *govcd.VCDClient) []check {
	var token *govcd.Token
	var refresh string
	return []check{
		{"an API token is registered", func() (err error) {
			token, err = tenant.CreateToken(p.tenant, "conformance")
			return err
		}},
		{"an API token is found by name and owner", func() error {
			found, err := tenant.GetTokenByNameAndUsername("conformance", p.tenantUser)
			if err != nil {
				return err
			}
			return equal("id", found.Token.ID, token.Token.ID)
		}},
		{"an API token is handed out once", func() error {
			first, err := token.GetInitialApiToken()
			if err != nil {
				return err
			}
			refresh = first.RefreshToken
			if _, err := token.GetInitialApiToken(); err == nil {
				return errors.New("it was handed out twice")
			}
			return nil
		}},
		{"an API token logs in", func() error {
			robot, err := p.client()
			if err != nil {
				return err
			}
			if err := robot.SetToken(p.tenant, govcd.ApiTokenHeader, refresh); err != nil {
				return err
			}
			_, err = robot.GetOrgByName(p.tenant)
			return err
		}},
		{"an API token of another organization is refused", func() error {
			robot, err := p.client()
			if err != nil {
				return err
			}
			if robot.SetToken(p.otherTenant, govcd.ApiTokenHeader, refresh) == nil {
				return errors.New("it was accepted")
			}
			return nil
		}},
		{"an API token that was revoked is refused", func() error {
			if err := token.Delete(); err != nil {
				return err
			}
			robot, err := p.client()
			if err != nil {
				return err
			}
			if robot.SetToken(p.tenant, govcd.ApiTokenHeader, refresh) == nil {
				return errors.New("it was accepted")
			}
			return nil
		}},
	}
}

func farewellChecks(tenant, provider *govcd.VCDClient) []check {
	leave := func(client *govcd.VCDClient) error {
		if err := client.Disconnect(); err != nil {
			return err
		}
		if _, err := client.GetOrgList(); err == nil {
			return errors.New("the session still lives")
		}
		return nil
	}
	return []check{
		{"the tenant logs out", func() error { return leave(tenant) }},
		{"the provider logs out", func() error { return leave(provider) }},
	}
}
