"""A lista de configurações de um lado e o registro de cada assunto."""

from functools import cached_property

from django.shortcuts import get_object_or_404
from django.urls import reverse

from cadastros.forms import ConfiguracaoForm
from cadastros.models import Configuracao, TipoDeConfiguracao
from cadastros.servicos import configuracoes
from seicidades.comum.papeis import Lado
from seicidades.documentos import servicos as documentos
from seicidades.fluxo.forms import ConfirmarForm
from seicidades.fluxo.paginas import FatoFormView

ITENS = {
    Lado.MUNICIPIO: "configuracoes_do_municipio",
    Lado.PRODESP: "configuracoes_da_prodesp",
}
CAMPOS = ("situacao", "feita_em", "responsavel", "evidencia", "motivo", "observacao")


class ConfiguracoesView(FatoFormView):
    """A lista de um lado. Confirmá-la sem mudar nada responde a uma devolução."""

    lado: Lado
    form_class = ConfirmarForm
    template_name = "cadastros/configuracoes.html"
    mensagem = "Anotado: a lista foi conferida e está certa."

    @cached_property
    def item(self) -> str:
        return ITENS[self.lado]

    def gravar(self, form):
        return "Lista de configurações conferida, sem mudança."

    def get_context_data(self, **kwargs):
        lista = configuracoes.assuntos(self.implantacao, self.lado)
        return super().get_context_data(
            **kwargs,
            assuntos=lista,
            feitos=sum(a.resolvido for a in lista),
            proximo=configuracoes.proximo_pendente(lista),
        )


class DoMunicipioView(ConfiguracoesView):
    lado = Lado.MUNICIPIO


class DaProdespView(ConfiguracoesView):
    lado = Lado.PRODESP


class ConfiguracaoView(FatoFormView):
    """O registro de um assunto."""

    form_class = ConfiguracaoForm
    template_name = "cadastros/configuracao.html"

    @cached_property
    def tipo(self) -> TipoDeConfiguracao:
        return get_object_or_404(TipoDeConfiguracao.objects.em_uso(), chave=self.kwargs["assunto"])

    @cached_property
    def item(self) -> str:
        return ITENS[Lado(self.tipo.lado)]

    @cached_property
    def registro(self) -> Configuracao | None:
        registros = Configuracao.objects.select_related("arquivo")
        return registros.filter(implantacao=self.implantacao, tipo=self.tipo).first()

    @property
    def mensagem(self) -> str:
        return f"{self.tipo.titulo}: salvo."

    def get_initial(self):
        return {c: getattr(self.registro, c) for c in CAMPOS} if self.registro else {}

    def get_form_kwargs(self):
        tem_arquivo = self.registro is not None and self.registro.arquivo is not None
        return super().get_form_kwargs() | {"tem_arquivo": tem_arquivo}

    def gravar(self, form):
        dados = dict(form.cleaned_data)
        upload = dados.pop("arquivo")
        if upload:
            dados["arquivo"] = documentos.guardar(self.orgao, upload, self.request.user)
        registro = configuracoes.registrar_configuracao(
            self.implantacao, self.tipo, dados, self.request.user
        )
        return f"{self.tipo.titulo}: {registro.get_situacao_display().lower()}."

    def dia_do_fato(self, form):
        return configuracoes.dia_da_ultima(self.implantacao, Lado(self.tipo.lado))

    def url_da_lista(self) -> str:
        return reverse(self.item_definicao.pagina, args=[self.implantacao.pk])

    def get_success_url(self):
        return self.url_da_lista()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs, tipo=self.tipo, registro=self.registro, url_da_lista=self.url_da_lista()
        )
