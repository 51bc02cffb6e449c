"""O que as páginas da sala têm em comum."""

from django.core.exceptions import NON_FIELD_ERRORS
from django.urls import reverse
from django.utils.functional import cached_property

from regulamentacao.sala import servicos
from regulamentacao.sala.mesa import Mesa
from seicidades.contas.permissoes import Permissao, pode
from seicidades.fluxo.nucleo.comandos import Comando, Recusa, TipoDeComando
from seicidades.fluxo.paginas import FatoFormView, PaginaDaImplantacaoMixin

ITEM = "minuta_preparada"


class DaSalaMixin(PaginaDaImplantacaoMixin):
    """A sala de um município, lida uma vez por pedido."""

    @cached_property
    def mesa(self) -> Mesa:
        return servicos.mesa_de(self.implantacao)

    def url(self, nome: str, *args) -> str:
        return reverse(f"regulamentacao:{nome}", args=[self.implantacao.pk, *args])

    @cached_property
    def e_da_prodesp(self) -> bool:
        return pode(self.request.user, Permissao.ANALISAR, self.orgao)

    @cached_property
    def fechada(self) -> list[Recusa]:
        """Por que a implantação não aceita mais nada; vazia, se aceita."""
        comando = Comando(TipoDeComando.ALTERAR_FATOS, item=ITEM)
        recusas = self.impedimentos(comando)
        return [recusa for recusa in recusas if recusa.codigo == "situacao_nao_aceita"]

    @cached_property
    def pode_comentar(self) -> bool:
        """Quem preenche neste município e quem analisa na Prodesp."""
        preenche = pode(self.request.user, Permissao.PREENCHER, self.orgao)
        return (preenche or self.e_da_prodesp) and not self.fechada

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs, mesa=self.mesa, e_da_prodesp=self.e_da_prodesp, url_da_sala=self.url("sala")
        )


class LeituraDaSalaMixin(DaSalaMixin):
    """Página que não muda a minuta: diz só de que etapa é."""

    def get_context_data(self, **kwargs):
        etapa = self.implantacao.roteiro.etapa_do_item[ITEM]
        return super().get_context_data(
            **kwargs, etapa=etapa, url_da_etapa=self.url_da_etapa(etapa.chave)
        )


class GravaNaSalaView(DaSalaMixin, FatoFormView):
    """Página que muda a minuta. Duas pessoas podem mexer em partes diferentes ao mesmo tempo:
    quem confere se a parte mudou é a versão dela, não o andamento do item."""

    item = ITEM

    def _marca_do_envio(self) -> dict:
        marca = super()._marca_do_envio()
        marca.pop("seq_esperada", None)
        return marca

    def passar_a_versao_de_agora(self, form, campo: str, valor) -> None:
        """Só a quem já se disse que outra pessoa gravou: outro erro não apaga o que se viu."""
        if form.has_error(NON_FIELD_ERRORS, servicos.MUDOU):
            form.data = form.data.copy()
            form.data[campo] = valor

    def reler(self) -> None:
        super().reler()
        self.__dict__.pop("mesa", None)
