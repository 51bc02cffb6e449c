"""O que as páginas do fluxo têm em comum: o retrato, a etapa e os registros de um item."""

from collections.abc import Iterable

from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property

from seicidades.comum.papeis import Papel
from seicidades.documentos.models import Arquivo
from seicidades.fluxo.correcoes import Correcoes, por_que_reconfirmar
from seicidades.fluxo.frases import Linha
from seicidades.fluxo.leitura import Retrato, titulares
from seicidades.fluxo.models import Andamento
from seicidades.fluxo.nucleo.definicao import Etapa, Item
from seicidades.fluxo.nucleo.estado import SituacaoDaEtapa
from seicidades.fluxo.nucleo.eventos import DO_SISTEMA
from seicidades.fluxo.paginas import PaginaDaImplantacaoMixin

A_ANALISAR = (SituacaoDaEtapa.EM_ANALISE, SituacaoDaEtapa.A_RECONFIRMAR)


class RetratoMixin(PaginaDaImplantacaoMixin):
    """Página que mostra o retrato da implantação para quem olha."""

    @cached_property
    def retrato(self) -> Retrato:
        return Retrato(
            self.implantacao,
            self.estado,
            self.papeis,
            self.calendario,
            timezone.localdate(),
            titulares(self.vinculos),
        )

    @cached_property
    def gerente(self):
        return next((v.usuario for v in self.vinculos if v.papel == Papel.GERENTE), None)

    @property
    def analisa(self) -> bool:
        return self.request.user.papel_estado in (Papel.GERENTE, Papel.ADMINISTRADOR)

    @cached_property
    def correcoes(self) -> Correcoes:
        return Correcoes.ler(self.implantacao, self.implantacao.roteiro)

    def linhas(self, andamentos: Iterable[Andamento]) -> list[Linha]:
        return self.correcoes.linhas(andamentos)

    def registros_dos(self, itens: Iterable[Item]) -> dict[str, list[dict]]:
        """O que pessoas fizeram em cada item, com os arquivos que trouxeram. Duas consultas."""
        andamentos = list(
            self.implantacao.andamentos.filter(item__in=[i.chave for i in itens])
            .exclude(tipo__in=DO_SISTEMA)
            .select_related("ator")
            .order_by("-seq")
        )
        citados = {pk for a in andamentos for pk in _arquivos_de(a)}
        arquivos = {str(a.pk): a for a in Arquivo.objects.filter(orgao=self.orgao, pk__in=citados)}
        registros: dict[str, list[dict]] = {}
        frases = self.linhas(andamentos)
        for andamento, linha in zip(andamentos, frases, strict=True):
            deles = [arquivos[pk] for pk in _arquivos_de(andamento) if pk in arquivos]
            registros.setdefault(andamento.item, []).append({"linha": linha, "arquivos": deles})
        return registros

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            retrato=self.retrato,
            gerente=self.gerente,
            e_gerente=Papel.GERENTE in self.papeis,
        )


def _arquivos_de(andamento: Andamento) -> list[str]:
    return andamento.dados.get("pedido", {}).get("arquivos") or []


class EtapaMixin(RetratoMixin):
    """Página de uma etapa do roteiro desta implantação."""

    @cached_property
    def etapa(self) -> Etapa:
        try:
            return self.implantacao.roteiro.por_chave[self.kwargs["etapa"]]
        except KeyError:
            raise Http404 from None

    @property
    def pode_analisar(self) -> bool:
        return self.analisa and self.estado.etapa(self.etapa.chave).situacao in A_ANALISAR

    def por_que_reconfirmar(self) -> str:
        if self.estado.etapa(self.etapa.chave).situacao != SituacaoDaEtapa.A_RECONFIRMAR:
            return ""
        return por_que_reconfirmar(self.implantacao, self.etapa.chave)

    def get_context_data(self, **kwargs):
        daqui = {
            "etapa": self.etapa,
            "por_que_reconfirmar": self.por_que_reconfirmar(),
            "estado_da_etapa": self.estado.etapa(self.etapa.chave),
            "url_da_etapa": self.url_da_etapa(self.etapa.chave),
        }
        return super().get_context_data(**(kwargs | daqui))
