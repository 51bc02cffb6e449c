"""A lista de testes de rede e o registro de cada execução."""

from functools import cached_property

from django.shortcuts import get_object_or_404
from django.urls import reverse

from cadastros.forms import ExecucaoForm
from cadastros.models import TipoDeTeste
from cadastros.servicos import conectividade
from seicidades.documentos import servicos as documentos
from seicidades.fluxo.forms import ConfirmarForm
from seicidades.fluxo.paginas import FatoFormView


class ConectividadeView(FatoFormView):
    """A lista. Confirmá-la sem mudar nada responde a uma devolução."""

    item = "conectividade_testada"
    form_class = ConfirmarForm
    template_name = "cadastros/conectividade.html"
    mensagem = "Anotado: os testes foram conferidos e estão certos."

    def gravar(self, form):
        return "Testes de rede conferidos, sem mudança."

    def get_context_data(self, **kwargs):
        lista = conectividade.listar(self.implantacao)
        return super().get_context_data(
            **kwargs,
            testes=lista,
            feitos=sum(t.resolvido for t in lista),
            proximo=conectividade.proximo_pendente(lista),
        )


class TesteView(FatoFormView):
    """O registro de um teste, com os anteriores ao lado."""

    item = "conectividade_testada"
    form_class = ExecucaoForm
    template_name = "cadastros/teste.html"

    @cached_property
    def tipo(self) -> TipoDeTeste:
        return get_object_or_404(TipoDeTeste.objects.em_uso(), chave=self.kwargs["teste"])

    @property
    def mensagem(self) -> str:
        return f"{self.tipo.titulo}: salvo."

    def gravar(self, form):
        dados = dict(form.cleaned_data)
        upload = dados.pop("arquivo")
        if upload:
            dados["arquivo"] = documentos.guardar(self.orgao, upload, self.request.user)
        teste = conectividade.registrar_teste(self.implantacao, self.tipo, dados, self.request.user)
        return f"{self.tipo.titulo}: {teste.get_resultado_display().lower()}."

    def dia_do_fato(self, form):
        return conectividade.dia_do_ultimo_teste(self.implantacao)

    def url_da_lista(self) -> str:
        return reverse(self.item_definicao.pagina, args=[self.implantacao.pk])

    def get_success_url(self):
        return self.url_da_lista()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            tipo=self.tipo,
            execucoes=conectividade.execucoes_de(self.implantacao, self.tipo),
            url_da_lista=self.url_da_lista(),
        )
