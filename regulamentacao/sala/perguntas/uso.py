"""Os assuntos do uso do sistema."""

from regulamentacao.sala.perguntas.tipos import Opcao, Tela, escolha, numero, texto, varias

OBRIGATORIEDADE = Tela(
    "obrigatoriedade",
    "Obrigatoriedade e cronograma",
    (
        escolha(
            "inicio",
            "Quando o SEI passa a ser obrigatório?",
            "90",
            Opcao("0", "No dia em que o decreto começar a valer"),
            Opcao("30", "30 dias depois", "trinta"),
            Opcao("60", "60 dias depois", "sessenta"),
            Opcao("90", "90 dias depois", "noventa"),
            Opcao("180", "180 dias depois", "cento e oitenta"),
            ajuda="Conta do dia em que o decreto começa a valer. "
            "Noventa dias dão tempo de treinar as pessoas.",
        ),
        escolha(
            "cronograma",
            "Todas as unidades começam juntas?",
            "todas",
            Opcao("todas", "Sim, todas no mesmo dia"),
            Opcao("etapas", "Não, por etapas, num cronograma do órgão gestor"),
            ajuda="Começar junto evita imprimir o que vem do SEI para quem ainda não entrou.",
        ),
        numero(
            "meses",
            "Se for por etapas, em até quantos meses a última unidade entra?",
            6,
            de=2,
            ate=24,
            ajuda="Se todas começam juntas, deixe como está: o número não entra no texto.",
        ),
        varias(
            "mantidos",
            "Que outros sistemas continuam em uso?",
            ["contabilidade", "tributos", "folha", "saude"],
            Opcao(
                "contabilidade",
                "Contabilidade e orçamento",
                "à contabilidade, ao orçamento e às finanças",
            ),
            Opcao(
                "tributos",
                "Tributos e nota fiscal",
                "à arrecadação, à fiscalização de tributos e à emissão de notas fiscais",
            ),
            Opcao(
                "folha",
                "Folha de pagamento e pessoal",
                "à folha de pagamento e à vida funcional dos servidores",
            ),
            Opcao(
                "saude",
                "Saúde e assistência social",
                "ao atendimento em saúde e em assistência social",
            ),
            Opcao("educacao", "Matrículas e vida escolar", "às matrículas e à vida escolar"),
            Opcao(
                "compras",
                "Licitações eletrônicas",
                "à disputa eletrônica nas licitações e nas contratações diretas",
            ),
            ajuda="O SEI substitui o papel e o protocolo, não os programas de cada área. "
            "O que não for marcado fica proibido para processos novos.",
        ),
    ),
)

EXCECOES = Tela(
    "excecoes",
    "Exceções e indisponibilidade",
    (
        escolha(
            "quem_declara",
            "Quem declara que o sistema está fora do ar?",
            "orgao_gestor",
            Opcao("orgao_gestor", "O órgão gestor do SEI", "pelo órgão gestor do SEI"),
            Opcao(
                "ti",
                "A unidade de tecnologia da informação",
                "pela unidade de tecnologia da informação",
            ),
            Opcao("chefia", "A chefia do Executivo", "pela chefia do Poder Executivo"),
        ),
        numero(
            "horas",
            "Depois de quantas horas fora do ar se pode trabalhar em papel?",
            4,
            de=2,
            ate=48,
            feminino=True,
        ),
        numero(
            "dias",
            "Em quantos dias úteis o papel desse período entra no SEI?",
            5,
            de=2,
            ate=30,
            ajuda="Conta do dia em que o sistema volta.",
        ),
    ),
)

NUMERACAO = Tela(
    "numeracao",
    "Numeração",
    (
        escolha(
            "correspondencia",
            "O processo em papel que passar ao SEI guarda o número antigo?",
            "sim",
            Opcao("sim", "Sim, o número antigo fica anotado no processo novo"),
            Opcao("nao", "Não, vale só o número do SEI"),
            ajuda="Anotar o número antigo permite achar o processo pelos dois.",
        ),
    ),
)

PRAZOS = Tela(
    "prazos",
    "Prazos e horário",
    (
        escolha(
            "limite",
            "Até que horas vale o que se envia no último dia do prazo?",
            "fim_do_dia",
            Opcao("fim_do_dia", "Até 23h59, no horário de Brasília"),
            Opcao("expediente", "Até o fim do expediente da prefeitura"),
            ajuda="O sistema anota a hora sozinho. O primeiro caso é o do modelo federal.",
        ),
        escolha(
            "balcao",
            "O balcão de protocolo continua aberto?",
            "sim",
            Opcao("sim", "Sim, recebe papel de quem não usa o sistema"),
            Opcao("nao", "Não, qualquer unidade com atendimento ao público recebe"),
        ),
        texto(
            "horario",
            "Em que horário o protocolo atende?",
            "das oito às dezessete horas",
            ajuda="Como na frase “atende das oito às dezessete horas”: no decreto, os números se "
            "escrevem por extenso.",
            obrigatoria=True,
        ),
    ),
)

TELAS = (OBRIGATORIEDADE, EXCECOES, NUMERACAO, PRAZOS)
