"""Carrega a carteira de uma planilha, sem passar pela página."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from seicidades.comum.papeis import Papel
from seicidades.comum.tabela_csv import Problema
from seicidades.contas.models import Usuario
from seicidades.importacao import servicos
from seicidades.importacao.models import Carga, Situacao
from seicidades.importacao.plano import OPCOES, Efeito


class Command(BaseCommand):
    help = "Carrega a situação das cidades de uma planilha CSV ou XLSX. Tudo ou nada, sem correio."

    def add_arguments(self, parser):
        parser.add_argument("arquivo", type=Path)
        parser.add_argument("--por", required=True, metavar="EMAIL", help="quem carrega")
        parser.add_argument("--simular", action="store_true", help="mostra e não grava")
        parser.add_argument(
            "--conflitos",
            choices=OPCOES,
            help="o que vale onde o arquivo difere: o que temos (nosso) ou o que ele diz (arquivo)",
        )

    def handle(self, *args, arquivo: Path, por: str, simular: bool, conflitos, **opcoes):
        try:
            conteudo = arquivo.read_bytes()
        except OSError as erro:
            raise CommandError(f"Não deu para ler {arquivo}: {erro.strerror}.") from erro
        with transaction.atomic():
            carga = servicos.conferir(servicos.nova(arquivo.name, conteudo, _pessoa(por)))
            if conflitos:
                carga = servicos.escolher_todas(carga, conflitos)
                carga = servicos.conferir(carga)
            self._contar(carga)
            _exigir_pronta(carga, simular)
            transaction.set_rollback(simular)
            if not simular:
                carga = servicos.gravar(servicos.pedir_gravacao(carga))
        if simular:
            self.stdout.write("Simulação: nada foi gravado.")
        elif carga.situacao != Situacao.GRAVADA:
            raise CommandError(carga.aviso or "Nada foi gravado. Rode de novo.")
        else:
            feito = carga.resumo["feito"]
            self.stdout.write(
                f"Gravado: {feito['cidades']} cidades, {feito['pessoas']} papéis, "
                f"{feito['trocas']} trocas."
            )

    def _contar(self, carga: Carga) -> None:
        conferencia = carga.conferencia
        for nota in conferencia.get("notas", []):
            self.stdout.write(f"Nota: {nota}")
        for diferenca in servicos.diferencas_de(carga):
            antes = f"{diferenca.nosso} → " if diferenca.nosso else ""
            self.stdout.write(
                f"Linha {diferenca.linha}, {diferenca.onde}, {diferenca.cidade}: "
                f"{antes}{diferenca.arquivo} ({diferenca.rotulo}) {diferenca.motivo}".strip()
            )
        resumo = carga.resumo
        self.stdout.write(
            f"Linhas: {resumo.get('linhas', 0)}; a criar: {resumo.get(Efeito.CRIA.value, 0)}; "
            f"a escolher: {resumo.get(Efeito.ESCOLHA.value, 0)}; "
            f"fica o nosso: {resumo.get(Efeito.FICA.value, 0)}; "
            f"cidades iguais: {resumo.get('iguais', 0)}."
        )


def _pessoa(email: str) -> Usuario:
    pessoa = Usuario.objects.filter(email=email.strip().lower(), is_active=True).first()
    if pessoa is None or pessoa.papel_estado not in (Papel.GERENTE, Papel.ADMINISTRADOR):
        raise CommandError(f"Não há conta ativa de gerente ou administração com o e-mail {email}.")
    return pessoa


def _exigir_pronta(carga: Carga, simular: bool) -> None:
    if carga.situacao == Situacao.RECUSADA:
        problemas = [str(Problema(**p)) for p in carga.conferencia["problemas"]]
        raise CommandError("\n".join([f"Nada foi gravado ({len(problemas)}).", *problemas]))
    if (faltam := servicos.por_escolher(carga)) and not simular:
        raise CommandError(
            f"Há {len(faltam)} valores diferentes dos nossos. "
            "Rode com --conflitos nosso ou --conflitos arquivo, ou resolva um a um na página."
        )
