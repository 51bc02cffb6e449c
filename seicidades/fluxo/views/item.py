"""A página genérica de um item declarado."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.views.generic import FormView

from seicidades.contas.permissoes import Permissao
from seicidades.documentos import servicos as documentos
from seicidades.fluxo.forms import ItemForm
from seicidades.fluxo.nucleo.comandos import Comando, Recusa, TipoDeComando
from seicidades.fluxo.nucleo.definicao import Etapa, Item
from seicidades.fluxo.paginas import EmNomeDeMixin, EnvioMixin, recusas_com_link
from seicidades.fluxo.paginas.base import A_COMPROVAR
from seicidades.fluxo.views.retrato import RetratoMixin


class ItemView(EmNomeDeMixin, EnvioMixin, RetratoMixin, FormView):
    """Declarar um item feito, com o que comprova; o que é por fato tem a sua página."""

    template_name = "fluxo/item.html"
    form_class = ItemForm

    @property
    def permissao(self) -> Permissao:
        return Permissao.VER if self.request.method in ("GET", "HEAD") else Permissao.PREENCHER

    @cached_property
    def item_definicao(self) -> Item:
        try:
            return self.implantacao.roteiro.itens[self.kwargs["item"]]
        except KeyError:
            raise Http404 from None

    @property
    def etapa(self) -> Etapa:
        return self.implantacao.roteiro.etapa_do_item[self.item_definicao.chave]

    def get(self, request, *args, **kwargs):
        if self.item_definicao.pagina:
            return redirect(self.item_definicao.pagina, implantacao_id=self.implantacao.pk)
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if form.is_valid() & self.nome_confere() & self.envio_confere(form):
            return self.form_valid(form)
        return self.form_invalid(form)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"exige_arquivo": self.item_definicao.exige_arquivo}

    def form_valid(self, form):
        if recusada := self.tentar(lambda: self.concluir(form.cleaned_data), form):
            return recusada
        messages.success(self.request, f"«{self.item_definicao.titulo}» está pronto.")
        return redirect(self.url_da_etapa(self.etapa.chave))

    def concluir(self, limpos: dict) -> None:
        """Guarda os arquivos e conclui: juntos, ou nada."""
        arquivos = documentos.guardar_varios(self.orgao, limpos["arquivos"], self.request.user)
        arquivos += self.guardar_comprovante()
        dados = {
            "texto": limpos["texto"],
            "arquivos": [str(a.pk) for a in arquivos],
            "comprovacao": self.comprovacao(),
        }
        self.executar(
            Comando(TipoDeComando.CONCLUIR_ITEM, item=self.item_definicao.chave, dados=dados),
            ocorreu_em=limpos["ocorreu_em"],
            em_nome_de=self.em_nome_de or None,
            origem=self.origem(),
        )

    @cached_property
    def recusas(self) -> list[Recusa]:
        chave = self.item_definicao.chave
        comando = Comando(TipoDeComando.CONCLUIR_ITEM, item=chave, dados=A_COMPROVAR)
        return self.por_que_nao(comando, em_nome_de=self.em_nome_de)

    def get_context_data(self, **kwargs):
        item = self.item_definicao
        return super().get_context_data(
            **kwargs,
            item=item,
            item_definicao=item,
            item_estado=self.estado.item(item.chave),
            aviso_previsto=self.aviso_previsto(item.chave),
            linha=self.retrato.linha(item),
            etapa=self.etapa,
            url_da_etapa=self.url_da_etapa(self.etapa.chave),
            nome_form=self.nome_form,
            conta_do_prazo=self.conta_do_item(item.chave),
            pode_salvar=not self.recusas,
            recusas=recusas_com_link(self.implantacao, self.recusas),
            outras_acoes=self.atos_do_item(item),
            feitos=self.registros_dos([item]).get(item.chave, []),
        )
