"""A vez, os relógios e os dias, contados de novo e devagar, só pelo que diz a regra escrita.

Nada daqui chama o motor: o calendário se percorre dia a dia e o saldo se gasta
um dia útil por vez. O oráculo vê o comando aceito e as situações que ficaram;
o resto ele mesmo conta, e a máquina compara.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

UM_DIA = timedelta(days=1)
FEITOS = ("pronto", "dispensado")
POR_FAZER = ("aberto", "a_corrigir")
FECHADAS = ("nao_iniciada", "aprovada")


@dataclass
class Conta:
    """O relógio de um item: quanto lhe resta, desde quando corre, se já foi completado."""

    saldo: int | None = None
    inicio: date | None = None
    completado: bool = False


@dataclass
class Oraculo:
    """Acompanha uma implantação e diz como os relógios e os dias devem estar."""

    roteiro: object
    feriados: set[date]
    contas: dict[str, Conta] = field(default_factory=dict)
    donos: dict[str, list[tuple[date, str]]] = field(default_factory=dict)

    # O calendário, dia a dia

    def util(self, dia: date) -> bool:
        return dia.weekday() < 5 and dia not in self.feriados

    def uteis(self, de: date, ate: date) -> int:
        """Dias úteis depois de `de`, até `ate` inclusive."""
        return sum(self.util(de + UM_DIA * n) for n in range(1, (ate - de).days + 1))

    def andar(self, dia: date, quantos: int) -> date:
        passo = UM_DIA if quantos > 0 else -UM_DIA
        while quantos:
            dia += passo
            quantos -= self.util(dia) and (1 if quantos > 0 else -1)
        return dia

    # O que aconteceu

    def ver(self, comando, antes, depois, hoje: date) -> None:
        """Um comando aceito: o que ele faz aos saldos, depois quem passa a correr ou para."""
        ocorreu = comando.ocorreu_em or hoje
        if comando.tipo == "entrar_em_producao" and comando.ocorreu_em is None:
            ocorreu = date.fromisoformat(comando.dados["data"])
        self._mexer_nos_saldos(comando, antes, hoje)
        if comando.tipo in ("iniciar", "importar_situacao"):
            self.donos = {linha: [] for linha in self.roteiro.linhas}
        if comando.tipo == "importar_situacao":
            for trocas in self.donos.values():
                trocas.append((ocorreu, "desconhecido"))
            ocorreu = hoje
        for linha in self.roteiro.linhas:
            self._passar_a_vez(depois, linha, ocorreu)
        for etapa in self.roteiro.etapas:
            for item in etapa.itens:
                self._ligar_ou_parar(depois, etapa, item, min(ocorreu, hoje), hoje)

    def _passar_a_vez(self, estado, linha: str, ocorreu: date) -> None:
        lado, trocas = self.vez(estado, linha), self.donos[linha]
        if not trocas:
            trocas.append((ocorreu, lado))
        elif trocas[-1][1] != lado:
            trocas.append((max(ocorreu, trocas[-1][0]), lado))

    def _ligar_ou_parar(self, estado, etapa, item, ocorreu: date, hoje: date) -> None:
        conta = self.contas.setdefault(item.chave, Conta())
        corre = self.corre(estado, etapa, item)
        if corre and conta.inicio is None:
            conta.inicio = hoje
            conta.saldo = item.prazo.dias if conta.saldo is None else conta.saldo
        elif not corre and conta.inicio is not None:
            conta.saldo -= self.uteis(conta.inicio, ocorreu)
            conta.inicio = None

    def _mexer_nos_saldos(self, comando, antes, hoje: date) -> None:
        dados = comando.dados
        if comando.tipo == "devolver_etapa":
            self._completar(comando.etapa, [m["item"] for m in dados["motivos"]], hoje)
        elif comando.tipo == "reabrir_etapa":
            self._completar(comando.etapa, dados.get("itens") or [], hoje)
        elif comando.tipo == "prorrogar_prazo":
            self._prorrogar(comando, antes, date.fromisoformat(dados["ate"]), hoje)
        elif comando.tipo == "desfazer_aprovacao":
            for chave in antes.etapa(comando.etapa).abriu:
                for item in self.roteiro.por_chave[chave].itens:
                    self.contas[item.chave] = Conta()

    def _completar(self, etapa: str, itens: list[str], hoje: date) -> None:
        """Uma vez na vida do relógio, o que resta sobe até os dias de correção."""
        correcao = self.roteiro.por_chave[etapa].correcao
        for chave in itens:
            conta, prazo = self.contas[chave], self.roteiro.itens[chave].prazo
            if prazo is None or conta.completado:
                continue
            resta = prazo.dias if conta.saldo is None else conta.saldo
            if conta.inicio is not None:
                resta -= self.uteis(conta.inicio, hoje)
            if resta < correcao:
                conta.saldo, conta.completado = correcao, True
                conta.inicio = hoje if conta.inicio is not None else None

    def _prorrogar(self, comando, antes, ate: date, hoje: date) -> None:
        etapa = self.roteiro.por_chave.get(comando.etapa)
        for chave in [comando.item] if comando.item else [i.chave for i in etapa.itens]:
            conta = self.contas[chave]
            if conta.saldo is not None and antes.item(chave).situacao in POR_FAZER:
                conta.saldo = self.uteis(hoje, ate)
                conta.inicio = hoje if conta.inicio is not None else None

    # De quem é a vez

    def vez(self, estado, linha: str) -> str:
        por_aprovar = [
            e for e in self.roteiro.linhas[linha] if estado.etapa(e.chave).situacao != "aprovada"
        ]
        if estado.situacao in ("suspensa", "desistente") or not por_aprovar:
            return "ninguem"
        impedimentos = [n for n, b in estado.bloqueios.items() if b.linha == linha]
        if impedimentos:
            return estado.bloqueios[min(impedimentos)].dono
        etapa = por_aprovar[0]
        situacao = estado.etapa(etapa.chave).situacao
        if linha != "principal" and situacao == "nao_iniciada":
            return "ninguem"
        itens = {i.chave: estado.item(i.chave).situacao for i in etapa.itens}
        if situacao == "em_analise":
            return "prodesp"
        if situacao == "a_reconfirmar" and set(itens.values()) <= set(FEITOS):
            return "prodesp"
        lados = [i.lado.value for i in etapa.itens if self.da_para_fazer(estado, i)]
        if lados:
            return "municipio" if "municipio" in lados else lados[0]
        ultima = etapa.chave == self.roteiro.principais[-1].chave
        if "dispensa_pedida" in itens.values() or (ultima and estado.producao_em is None):
            return "prodesp"
        return "municipio"

    def da_para_fazer(self, estado, item) -> bool:
        return (
            estado.item(item.chave).situacao in POR_FAZER
            and all(estado.item(outro).situacao in FEITOS for outro in item.depende_de)
            and (item.fase == "antes" or estado.producao_em is not None)
        )

    def corre(self, estado, etapa, item) -> bool:
        if item.prazo is None or estado.situacao in ("suspensa", "desistente"):
            return False
        if estado.etapa(etapa.chave).situacao in FECHADAS:
            return False
        if item.lado == "municipio" and self.vez(estado, etapa.linha) != "municipio":
            return False
        return self.da_para_fazer(estado, item)

    # Como deve estar

    def relogio(self, chave: str) -> tuple[int | None, date | None, date | None]:
        conta = self.contas[chave]
        prazo = None if conta.inicio is None else self.andar(conta.inicio, conta.saldo)
        return conta.saldo, conta.inicio, prazo

    def dias(self, linha: str, hoje: date) -> Counter:
        """Cada dia civil é de quem tinha a vez quando ele começou a contar."""
        trocas = self.donos[linha]
        dias, dia = Counter(), trocas[0][0]
        while dia < hoje:
            dias[[lado for desde, lado in trocas if desde <= dia][-1]] += 1
            dia += UM_DIA
        return dias
