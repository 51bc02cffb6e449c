"""A página da etapa: lista de verificação, envio e o que mais se pode fazer com ela."""

from dataclasses import replace

from django.views.generic import TemplateView

from seicidades.comum.papeis import Papel
from seicidades.fluxo.atalhos import atalhos_da_etapa
from seicidades.fluxo.atos import ATOS
from seicidades.fluxo.nucleo.comandos import Comando, TipoDeComando
from seicidades.fluxo.nucleo.estado import SituacaoDaEtapa, prazo_da_etapa
from seicidades.fluxo.paginas import recusas_com_link
from seicidades.fluxo.paginas.base import A_COMPROVAR
from seicidades.fluxo.recados import recados_da_etapa
from seicidades.fluxo.views.retrato import EtapaMixin

_ATOS = (
    TipoDeComando.RECOLHER_ETAPA,
    TipoDeComando.PRORROGAR_PRAZO,
    TipoDeComando.DESFAZER_APROVACAO,
    TipoDeComando.REABRIR_ETAPA,
)


class EtapaView(EtapaMixin, TemplateView):
    """A lista de verificação e o envio, com todas as razões por que ainda não dá."""

    template_name = "fluxo/etapa.html"

    def get_context_data(self, **kwargs):
        itens = [
            replace(linha, por_que=tuple(self.conta_do_item(linha.chave)))
            for linha in self.retrato.itens_da_etapa(self.etapa)
        ]
        return super().get_context_data(
            **kwargs,
            itens=itens,
            prontos=sum(i.situacao in ("pronto", "dispensado") for i in itens),
            envio=self.envio(),
            atos=self.atos(),
            atalhos=atalhos_da_etapa(self.etapa.chave),
            recados=recados_da_etapa(self.implantacao, self.request.user, self.etapa.chave),
            pode_analisar=self.pode_analisar,
            prazo_da_etapa=prazo_da_etapa(self.estado, self.etapa),
            **self.por_que_da_etapa(),
        )

    def por_que_da_etapa(self) -> dict:
        """De onde saem o prazo da etapa e o dia da resposta, se há."""
        atual = self.estado.etapa(self.etapa.chave)
        if prazo_da_etapa(self.estado, self.etapa) is None and atual.responder_ate is None:
            return {"conta_da_etapa": [], "conta_da_analise": []}
        return {
            "conta_da_etapa": self.por_que_esta_data.da_etapa(self.etapa.chave),
            "conta_da_analise": self.por_que_esta_data.da_analise(self.etapa.chave),
        }

    def envio(self) -> dict | None:
        """O botão de enviar, para quem envia; vazio para os demais e fora de hora."""
        situacao = self.estado.etapa(self.etapa.chave).situacao
        if situacao in (SituacaoDaEtapa.EM_ANALISE, SituacaoDaEtapa.APROVADA):
            return None
        em_nome_de = ""
        if self.etapa.papel_de_envio not in self.papeis:
            if Papel.GERENTE not in self.papeis:
                return None
            em_nome_de = str(self.etapa.papel_de_envio)
        comando = Comando(TipoDeComando.ENVIAR_ETAPA, etapa=self.etapa.chave, dados=A_COMPROVAR)
        recusas = self.por_que_nao(comando, (self.etapa,), em_nome_de)
        return {
            "recusas": recusas_com_link(self.implantacao, recusas),
            "url": self._url_do_ato(TipoDeComando.ENVIAR_ETAPA),
            "em_nome_de": em_nome_de,
        }

    def atos(self) -> list[dict]:
        return [
            {
                "titulo": ATOS[tipo].titulo.format(alvo=self.etapa.titulo),
                "url": self._url_do_ato(tipo),
            }
            for tipo in _ATOS
            if not self.impedimentos(Comando(tipo, etapa=self.etapa.chave))
        ]

    def _url_do_ato(self, tipo: TipoDeComando) -> str:
        return self.url_do_comando(tipo, f"?etapa={self.etapa.chave}")
