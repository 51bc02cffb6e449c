"""O que as telas mostram de uma implantação, lido do estado, sem mais consultas."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.urls import reverse

from seicidades.comum.dias_uteis import Calendario
from seicidades.comum.formatos import data_curta
from seicidades.comum.papeis import Lado, Papel
from seicidades.fluxo.models import Implantacao
from seicidades.fluxo.nucleo.comandos import FATO_PERDIDO, MOTIVOS_DE_BLOQUEIO, MOTIVOS_DE_DEVOLUCAO
from seicidades.fluxo.nucleo.definicao import PRINCIPAL, Etapa, Fase, Item, Roteiro
from seicidades.fluxo.nucleo.estado import (
    EDITAVEIS,
    RESOLVIDOS,
    ROTULOS_DA_ETAPA,
    Estado,
    SituacaoDaEtapa,
    SituacaoDaImplantacao,
    SituacaoDoItem,
    dependencias_abertas,
    etapa_corrente,
    fase_aberta,
    pode_ser_feito,
    prazo_da_etapa,
    tudo_resolvido,
)
from seicidades.fluxo.paginas import url_do_item

_DE_QUEM = {
    Lado.MUNICIPIO: "do município",
    Lado.PRODESP: "da Prodesp",
    Lado.SGGD: "da SGGD",
    Lado.TERCEIRO: "de outro órgão",
    Lado.NINGUEM: "de ninguém",
    Lado.DESCONHECIDO: "de quem ainda não se sabe",
}
_A_ENVIAR = (SituacaoDaEtapa.EM_PREENCHIMENTO, SituacaoDaEtapa.DEVOLVIDA)


@dataclass(frozen=True)
class LinhaDoItem:
    """Um item como a lista o mostra."""

    chave: str
    titulo: str
    url: str
    situacao: str
    texto: str
    detalhe: str
    motivo: str
    espera: bool
    dias: int | None
    parado: bool
    prazo: date | None
    minutos: int
    papel: str
    lado: str
    por_que: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProximaAcao:
    """A única ação no alto da página; sem `url`, não há o que fazer agora.

    `alvo` é o item ou a etapa de que é o prazo.
    """

    titulo: str
    por_que: str
    botao: str = ""
    url: str = ""
    selo: str = ""
    tipo_do_selo: str = "info"
    dias: int | None = None
    minutos: int | None = None
    prazo: date | None = None
    prazo_sugerido: bool = False
    alvo: str = ""


class Retrato:
    """Uma implantação vista por uma pessoa, hoje."""

    def __init__(
        self,
        implantacao: Implantacao,
        estado: Estado,
        papeis: frozenset[Papel],
        calendario: Calendario,
        hoje: date,
        pessoas: dict[str, str] | None = None,
    ):
        self.implantacao = implantacao
        self.roteiro: Roteiro = implantacao.roteiro
        self.estado = estado
        self.papeis = papeis
        self.calendario = calendario
        self.hoje = hoje
        self.pessoas = pessoas or {}

    # Etapas

    @cached_property
    def corrente(self) -> Etapa | None:
        return etapa_corrente(self.roteiro, self.estado, PRINCIPAL)

    @cached_property
    def jornada(self) -> list[dict]:
        return [self.etapa_da_jornada(e) for e in self.roteiro.principais]

    @cached_property
    def paralela(self) -> dict | None:
        return self.etapa_da_jornada(self.roteiro.trilhas[0]) if self.roteiro.trilhas else None

    @property
    def na_ultima_etapa(self) -> bool:
        return self.corrente is self.roteiro.principais[-1]

    def etapa_da_jornada(self, etapa: Etapa) -> dict:
        return {
            "chave": etapa.chave,
            "titulo": etapa.titulo,
            "situacao": self.estado.etapa(etapa.chave).situacao.value,
            "texto": self._texto_da_etapa(etapa),
            "url": reverse("fluxo:etapa", args=[self.implantacao.pk, etapa.chave]),
            "atual": etapa is self.corrente,
        }

    def _texto_da_etapa(self, etapa: Etapa) -> str:
        atual = self.estado.etapa(etapa.chave)
        if atual.situacao == SituacaoDaEtapa.APROVADA:
            return f"concluída em {data_curta(atual.aprovada_em)}"
        feitos = sum(self.resolvido(i) for i in etapa.itens)
        texto = f"{feitos} de {len(etapa.itens)} itens"
        if atual.situacao == SituacaoDaEtapa.EM_ANALISE:
            return f"resposta até {data_curta(atual.responder_ate)}"
        if atual.situacao == SituacaoDaEtapa.NAO_INICIADA and not etapa.trilha:
            anterior = self.roteiro.anteriores(etapa)[-1]
            return (
                f"{texto} · abre depois da {anterior.ordem}"
                if feitos
                else (f"abre depois da {anterior.ordem}")
            )
        if prazo := prazo_da_etapa(self.estado, etapa):
            return f"{texto} · até {data_curta(prazo)}"
        return texto

    # Itens

    def resolvido(self, item: Item) -> bool:
        return self.estado.item(item.chave).situacao in RESOLVIDOS

    def linha(self, item: Item) -> LinhaDoItem:
        dado = self.estado.item(item.chave)
        antes = dependencias_abertas(self.roteiro, self.estado, item)
        por_fazer = not self.resolvido(item)
        fechada = not fase_aberta(self.estado, item)
        return LinhaDoItem(
            chave=item.chave,
            titulo=item.titulo,
            url=url_do_item(self.implantacao, item),
            situacao=dado.situacao.value,
            texto=self._texto_do_item(item, antes, fechada) if por_fazer else self._feito(item),
            detalhe=self.de_quem(item),
            motivo=_motivo(dado.devolucao) if por_fazer else "",
            espera=por_fazer and (bool(antes) or fechada),
            dias=self.dias_ate(dado.prazo),
            parado=por_fazer and dado.saldo is not None and dado.inicio is None,
            prazo=dado.prazo,
            minutos=item.minutos,
            papel=item.papel.value,
            lado=item.lado.value,
        )

    def _texto_do_item(self, item: Item, antes: list[Item], fechada: bool) -> str:
        if fechada:
            return "Só depois que o SEI entrar em produção."
        if antes:
            return "Depois de: " + "; ".join(f"«{i.titulo}»" for i in antes) + "."
        return ""

    def _feito(self, item: Item) -> str:
        dado = self.estado.item(item.chave)
        if dado.situacao == SituacaoDoItem.DISPENSADO:
            return "Dispensado, com justificativa."
        return f"Feito em {data_curta(dado.em)}." if dado.em else ""

    def de_quem(self, item: Item) -> str:
        """Quem faz: a pessoa, se há; senão, o papel."""
        if item.lado != Lado.MUNICIPIO:
            return item.lado.rotulo if item.lado != Lado.PRODESP else "Prodesp"
        pessoa = self.pessoas.get(item.papel.value)
        return f"{item.papel.rotulo} · {pessoa or 'sem pessoa designada'}"

    def dias_ate(self, prazo: date | None) -> int | None:
        return self.calendario.contar(self.hoje, prazo) if prazo else None

    def itens_da_etapa(self, etapa: Etapa) -> list[LinhaDoItem]:
        return [self.linha(i) for i in etapa.itens]

    def que_posso_fazer(self) -> Iterator[tuple[Etapa, Item]]:
        """Itens desta pessoa que podem ser feitos já, os mais urgentes primeiro."""
        if self.estado.situacao not in (
            SituacaoDaImplantacao.EM_ANDAMENTO,
            SituacaoDaImplantacao.HABILITADA,
        ):
            return
        prontos = [
            (etapa, item)
            for etapa in self.roteiro.etapas
            for item in etapa.itens
            if item.lado in (Lado.MUNICIPIO, Lado.PRODESP)
            and item.papel in self.papeis
            and self._etapa_aceita(etapa)
            and pode_ser_feito(self.roteiro, self.estado, item)
        ]
        yield from sorted(prontos, key=lambda par: self._urgencia(*par))

    def _etapa_aceita(self, etapa: Etapa) -> bool:
        habilitada = self.estado.situacao == SituacaoDaImplantacao.HABILITADA
        return self.estado.etapa(etapa.chave).situacao in EDITAVEIS and (
            etapa.trilha or not habilitada
        )

    def _urgencia(self, etapa: Etapa, item: Item) -> tuple:
        dado = self.estado.item(item.chave)
        aberta = self.estado.etapa(etapa.chave).situacao != SituacaoDaEtapa.NAO_INICIADA
        return (
            dado.situacao != SituacaoDoItem.A_CORRIGIR,
            not aberta,
            etapa.trilha,
            dado.prazo or date.max,
            etapa.ordem,
        )

    # Próxima ação

    @cached_property
    def proxima(self) -> ProximaAcao:
        estado = self.estado
        if estado.situacao == SituacaoDaImplantacao.SUSPENSA:
            return ProximaAcao(
                "A implantação está suspensa",
                f"A retomada está marcada para {data_curta(estado.retomar_em)}. "
                "Nenhum prazo corre até lá.",
            )
        if estado.situacao == SituacaoDaImplantacao.DESISTENTE:
            return ProximaAcao(
                "O município saiu do programa",
                "Se quiser voltar, fale com a gerência da Prodesp: o que foi feito está guardado.",
            )
        return self._gerencia() or self._envio() or self._item_mais_urgente() or self._espera()

    def _gerencia(self) -> ProximaAcao | None:
        """O que espera por quem gerencia vem antes dos itens dela: a cidade está parada."""
        if Papel.GERENTE not in self.papeis:
            return None
        return self._pedido_de_ajuda() or self._analise() or self._producao()

    def _pedido_de_ajuda(self) -> ProximaAcao | None:
        pedido = next((b for b in self.bloqueios if b["dono"] == Lado.PRODESP.rotulo), None)
        if pedido is None:
            return None
        return ProximaAcao(
            "Responda ao pedido de ajuda",
            f"{pedido['motivo']}. Até a resposta, a vez é da Prodesp.",
            botao="Ver o pedido",
            url="#impedimentos",
            selo=f"desde {data_curta(pedido['desde'])}",
            tipo_do_selo="atencao",
        )

    def _analise(self) -> ProximaAcao | None:
        for etapa in self.roteiro.etapas:
            atual = self.estado.etapa(etapa.chave)
            reconfirmar = (
                atual.situacao == SituacaoDaEtapa.A_RECONFIRMAR
                and tudo_resolvido(self.estado, etapa)
                and etapa is etapa_corrente(self.roteiro, self.estado, etapa.linha)
            )
            if atual.situacao == SituacaoDaEtapa.EM_ANALISE or reconfirmar:
                return ProximaAcao(
                    f"{'Reconfirme' if reconfirmar else 'Analise'} a etapa {etapa.titulo}",
                    "O município espera a sua resposta.",
                    botao="Analisar",
                    url=reverse("fluxo:analise", args=[self.implantacao.pk, etapa.chave]),
                    dias=self.dias_ate(atual.responder_ate),
                    prazo=atual.responder_ate,
                    alvo=etapa.chave,
                )
        return None

    def _producao(self) -> ProximaAcao | None:
        """Tudo pronto dos dois lados e o SEI ainda não entrou em produção."""
        ultima = self.roteiro.principais[-1]
        antes = [i for i in ultima.itens if i.fase == Fase.ANTES]
        if (
            not self.na_ultima_etapa
            or self.estado.producao_em is not None
            or not all(self.resolvido(i) for i in antes)
        ):
            return None
        return ProximaAcao(
            "Decida a entrada em produção",
            "Os dois lados concluíram o que vem antes. Registre a data e por que se decidiu.",
            botao="Registrar a entrada em produção",
            url=reverse("fluxo:comando", args=[self.implantacao.pk, "entrar_em_producao"]),
            selo="pronta para produção",
            tipo_do_selo="ok",
        )

    def _envio(self) -> ProximaAcao | None:
        """Etapa inteira resolvida e a pessoa é quem envia."""
        for etapa in self.roteiro.etapas:
            if etapa.papel_de_envio in self.papeis and self._pronta_para_enviar(etapa):
                return ProximaAcao(
                    f"Envie a etapa {etapa.titulo}",
                    "Está tudo pronto. Confira e envie: "
                    f"a Prodesp responde em até {etapa.analise} dias úteis.",
                    botao="Conferir e enviar",
                    url=reverse("fluxo:etapa", args=[self.implantacao.pk, etapa.chave]),
                    selo="pronta para enviar",
                    tipo_do_selo="ok",
                    minutos=3,
                )
        return None

    def _pronta_para_enviar(self, etapa: Etapa) -> bool:
        """Falta só o envio. A que está a reconfirmar espera a Prodesp, não o município."""
        anteriores = self.roteiro.anteriores(etapa)
        falta_producao = etapa is self.roteiro.principais[-1] and self.estado.producao_em is None
        return (
            self.estado.etapa(etapa.chave).situacao in _A_ENVIAR
            and tudo_resolvido(self.estado, etapa)
            and not falta_producao
            and all(self._aprovada(e) for e in anteriores)
        )

    def _aprovada(self, etapa: Etapa) -> bool:
        return self.estado.etapa(etapa.chave).situacao == SituacaoDaEtapa.APROVADA

    def _item_mais_urgente(self) -> ProximaAcao | None:
        for _, item in self.que_posso_fazer():
            dado = self.estado.item(item.chave)
            corrigir = dado.situacao == SituacaoDoItem.A_CORRIGIR
            return ProximaAcao(
                item.titulo,
                _motivo(dado.devolucao) if corrigir and dado.devolucao else item.ajuda,
                botao="Corrigir" if corrigir else "Fazer agora",
                url=url_do_item(self.implantacao, item),
                selo="" if dado.prazo else ("para corrigir" if corrigir else "pode ser feito já"),
                tipo_do_selo="perigo" if corrigir else "info",
                dias=self.dias_ate(dado.prazo),
                minutos=item.minutos,
                prazo=dado.prazo,
                prazo_sugerido=not item.fonte_do_prazo.confirmada,
                alvo=item.chave,
            )
        return None

    def _espera(self) -> ProximaAcao:
        if self.estado.situacao == SituacaoDaImplantacao.HABILITADA:
            return ProximaAcao(
                "O município está habilitado",
                f"As cinco etapas foram concluídas em {data_curta(self.estado.habilitada_em)}.",
                selo="habilitado",
                tipo_do_selo="ok",
            )
        lado = self.lado_da_vez
        if any(b.linha == PRINCIPAL for b in self.estado.bloqueios.values()):
            corre = lado == Lado.MUNICIPIO
            texto = f"Há um impedimento aberto, com {lado.rotulo}."
            texto += "" if corre else " O prazo do município não corre."
        elif self.corrente and self._em_analise(self.corrente):
            texto = "A Prodesp está analisando. Você recebe um aviso com a resposta."
        elif lado == Lado.MUNICIPIO:
            texto = "O que falta está com outras pessoas do município. Veja com quem, abaixo."
        else:
            texto = f"A vez é {_DE_QUEM[lado]}. Esta página mostra quando mudar."
        return ProximaAcao("Nada para você fazer agora", texto)

    # Vez e impedimentos

    @cached_property
    def lado_da_vez(self) -> Lado:
        vez = self.estado.vez.get(PRINCIPAL)
        return vez.lado if vez else Lado.NINGUEM

    @cached_property
    def vez_desde(self) -> date | None:
        vez = self.estado.vez.get(PRINCIPAL)
        return vez.desde if vez else None

    @cached_property
    def dias_da_vez(self) -> int:
        return self.calendario.contar(self.vez_desde, self.hoje) if self.vez_desde else 0

    @cached_property
    def depois_da_vez(self) -> str:
        """O que acontece quando quem está com a vez agir."""
        if self.corrente is None or self.lado_da_vez == Lado.NINGUEM:
            return ""
        if any(b.linha == PRINCIPAL for b in self.estado.bloqueios.values()):
            return "Quando o impedimento for resolvido, a vez volta a quem estava com ela."
        if self._em_analise(self.corrente):
            ate = self.estado.etapa(self.corrente.chave).responder_ate
            return f"A Prodesp analisa {self.corrente.titulo} e responde até {data_curta(ate)}."
        if self.lado_da_vez == Lado.MUNICIPIO:
            return (
                f"Quando {self.corrente.titulo} for enviada, a vez passa à Prodesp, "
                f"que responde em até {self.corrente.analise} dias úteis."
            )
        return self._o_que_se_espera(self.corrente)

    def _o_que_se_espera(self, etapa: Etapa) -> str:
        """O que está com quem tem a vez e não é do município."""
        for item in etapa.itens:
            if item.lado == self.lado_da_vez and pode_ser_feito(self.roteiro, self.estado, item):
                return f"Falta «{item.titulo}»."
        situacao = self.estado.etapa(etapa.chave).situacao
        return f"A etapa {etapa.titulo} está {ROTULOS_DA_ETAPA[situacao]}."

    def _em_analise(self, etapa: Etapa) -> bool:
        return self.estado.etapa(etapa.chave).situacao == SituacaoDaEtapa.EM_ANALISE

    @cached_property
    def bloqueios(self) -> list[dict]:
        return [
            {
                "seq": seq,
                "motivo": self._motivo_do_bloqueio(b.motivo, b.item_perdido),
                "dono": b.dono.rotulo,
                "desde": b.desde,
                "do_sistema": b.motivo == FATO_PERDIDO,
                "por": b.por,
            }
            for seq, b in sorted(self.estado.bloqueios.items())
        ]

    def _motivo_do_bloqueio(self, motivo: str, item: str) -> str:
        if motivo == FATO_PERDIDO:
            return f"«{self.roteiro.itens[item].titulo}» deixou de valer"
        return MOTIVOS_DE_BLOQUEIO.get(motivo, motivo)

    # Quem está com o quê

    def com_quem_esta(self) -> list[dict]:
        """Itens que podem ser feitos e não são desta pessoa, contados por responsável."""
        contagem: dict[str, int] = {}
        for etapa in self.roteiro.etapas:
            aberta = self.estado.etapa(etapa.chave).situacao not in (
                SituacaoDaEtapa.NAO_INICIADA,
                SituacaoDaEtapa.APROVADA,
            )
            for item in etapa.itens if aberta else ():
                if item.papel not in self.papeis and pode_ser_feito(
                    self.roteiro, self.estado, item
                ):
                    quem = self.de_quem(item)
                    contagem[quem] = contagem.get(quem, 0) + 1
        return [{"quem": quem, "quantos": n} for quem, n in contagem.items()]


def _motivo(devolucao) -> str:
    if not devolucao:
        return ""
    rotulo = MOTIVOS_DE_DEVOLUCAO.get(devolucao.get("codigo", ""), "")
    return f"{rotulo}: {devolucao.get('texto', '')}".strip(": ")


def titulares(vinculos: Iterable) -> dict[str, str]:
    """Nome do titular de cada papel."""
    return {v.papel: v.usuario.nome_publico for v in vinculos if not v.suplente}
