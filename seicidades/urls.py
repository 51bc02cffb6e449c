"""Endereços do projeto."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    # Uma troca de senha só, com limite de tentativas e aviso por e-mail.
    path("admin/password_change/", RedirectView.as_view(pattern_name="account_change_password")),
    path("admin/", admin.site.urls),
    path("conta/", include("seicidades.contas.urls_de_acesso")),
    path("", include("seicidades.contas.urls")),
    path("demonstracao/correio/", include("seicidades.correio.urls")),
    path("arquivos/", include("seicidades.documentos.urls")),
    path("verificar/", include("seicidades.documentos.urls_de_verificacao")),
    path("implantacoes/", include("seicidades.fluxo.urls")),
    path("carteira/importar/", include("seicidades.importacao.urls")),
    path("carteira/lotes/", include("seicidades.lotes.urls")),
    path("carteira/assinaturas/", include("adesao.urls_do_estado")),
    path("", include("seicidades.paineis.urls")),
    path("", include("seicidades.lembretes.urls")),
    path("", include("seicidades.operacao.urls")),
    path("api/v1/", include("seicidades.api.urls")),
    path("implantacoes/<int:implantacao_id>/adesao/", include("adesao.urls")),
    path("implantacoes/<int:implantacao_id>/interlocutores/", include("interlocutores.urls")),
    path("implantacoes/<int:implantacao_id>/", include("regulamentacao.urls")),
    path("implantacoes/<int:implantacao_id>/cadastros/", include("cadastros.urls")),
    path("implantacoes/<int:implantacao_id>/capacitacao/", include("capacitacao.urls")),
]
