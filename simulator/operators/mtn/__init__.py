"""MTN MoMo Open API: collections, refunds, sandbox provisioning."""
